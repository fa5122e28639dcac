#include "sink/file/part_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <utility>

#include "base/error.hpp"
#include "sink/file/file_system.hpp"

namespace seedbed {
namespace {

constexpr int kMostAttempts = 10;  // each one lost to another load that began or ended just then
constexpr mode_t kNewFileMode = 0666;

}  // namespace

FilePlace find_place(const std::string& path, IfExists if_exists) {
  FilePlace place{without_link(path), false};
  check_folder_of(place.path);
  struct stat status {};
  if (::stat(place.path.c_str(), &status) != 0) {
    if (errno == ENOENT) return place;
    fail_with("cannot look at '" + path + "'", errno);
  }
  if (S_ISDIR(status.st_mode)) {
    throw Error(Failure::usage, "'" + path + "' is a folder: name a file in it");
  }
  if (!S_ISREG(status.st_mode)) {
    throw Error(Failure::usage,
                "'" + path + "' is not a regular file, and a load replaces or creates files only");
  }
  if (if_exists == IfExists::fail) {
    throw Error(Failure::exists, "'" + path +
                                     "' exists already: --if-exists replace puts the new load in its place, "
                                     "--if-exists append adds to it");
  }
  place.exists = true;
  return place;
}

PartFile::PartFile(std::string path) : path_(std::move(path)), part_(path_ + ".part") {
  for (int attempt = 0; attempt < kMostAttempts; ++attempt) {
    if (!open_part()) continue;
    try {
      take_lock();
      if (is_still_in_place()) {
        if (::ftruncate(descriptor_, 0) != 0) fail_with("cannot empty '" + part_ + "'", errno);
        return;
      }
    } catch (...) {
      close_file();
      throw;
    }
    close_file();
  }
  throw Error(Failure::load,
              "cannot get hold of '" + part_ + "': other loads begin and end there all the time");
}

PartFile::~PartFile() {
  if (!published_) ::unlink(part_.c_str());  // before the lock goes: nobody else can own the name yet
  close_file();
}

// False: another load came or went in between.
bool PartFile::open_part() {
  constexpr int kFlags = O_RDWR | O_CLOEXEC | O_NOFOLLOW;
  descriptor_ = ::open(part_.c_str(), kFlags | O_CREAT | O_EXCL, kNewFileMode);
  if (descriptor_ < 0 && errno == EEXIST) {
    descriptor_ = ::open(part_.c_str(), kFlags | O_NONBLOCK);
    if (descriptor_ < 0 && errno == ENOENT) return false;
  }
  if (descriptor_ < 0) {
    const int error = errno;
    if (error == EACCES || error == EROFS || error == EPERM) {
      fail_with("cannot write in the folder '" + folder_of(path_) + "' (creating '" + part_ + "')", error);
    }
    fail_with("cannot create '" + part_ + "'", error);
  }
  return true;
}

void PartFile::take_lock() {
  if (::flock(descriptor_, LOCK_EX | LOCK_NB) == 0) return;
  if (errno != EWOULDBLOCK) fail_with("cannot lock '" + part_ + "'", errno);
  throw Error(Failure::load,
              "another load is writing '" + part_ + "': wait for it to end, or choose another path");
}

// Between open and lock, the load that owned the file may have renamed it to its place: then what is locked
// now is the published result, and must not be touched.
bool PartFile::is_still_in_place() const {
  struct stat held {};
  struct stat named {};
  if (::fstat(descriptor_, &held) != 0) fail_with("cannot look at '" + part_ + "'", errno);
  if (!S_ISREG(held.st_mode))
    throw Error(Failure::load, "'" + part_ + "' is in the way: it is not a regular file");
  if (::lstat(part_.c_str(), &named) != 0) return false;
  return held.st_dev == named.st_dev && held.st_ino == named.st_ino;
}

void PartFile::close_file() noexcept {
  if (descriptor_ >= 0) ::close(descriptor_);
  descriptor_ = -1;
}

void PartFile::start_writeback() const noexcept {
  ::sync_file_range(descriptor_, 0, 0, SYNC_FILE_RANGE_WRITE);
}

void PartFile::sync() {
  if (::fsync(descriptor_) != 0) fail_with("cannot flush '" + part_ + "' to the disk", errno);
}

void PartFile::publish_new() {
  if (const int error = rename_to_nothing(part_.c_str(), path_.c_str()); error == EEXIST) {
    throw Error(Failure::exists,
                "'" + path_ + "' was created by someone else during the load, and is left as it is");
  } else if (error != 0) {
    fail_with("cannot rename '" + part_ + "' to '" + path_ + "'", error);
  }
  published();
}

void PartFile::publish_over() {
  struct stat old {};
  if (::stat(path_.c_str(), &old) == 0) (void)!::fchmod(descriptor_, old.st_mode & 07777);
  if (std::rename(part_.c_str(), path_.c_str()) != 0) {
    fail_with("cannot rename '" + part_ + "' to '" + path_ + "'", errno);
  }
  published();
}

void PartFile::published() {
  published_ = true;
  sync_folder(folder_of(path_));
}

}  // namespace seedbed
