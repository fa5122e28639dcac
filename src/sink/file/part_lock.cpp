#include "sink/file/part_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdio>

#include "base/error.hpp"
#include "sink/file/file_system.hpp"

namespace seedbed {
namespace {

// An attempt fails if another load begins or ends in the same moment.
constexpr int kMostAttempts = 10;
constexpr mode_t kNewFolderMode = 0777;

[[noreturn]] void fail_to_create(const std::string& part, int error) {
  if (error == EACCES || error == EROFS || error == EPERM) {
    fail_with("cannot write in the folder '" + folder_of(part) + "' (creating '" + part + "')", error);
  }
  fail_with("cannot create '" + part + "'", error);
}

// Both return no descriptor if another load has removed or renamed the part meanwhile.
Descriptor open_part_file(const std::string& part) {
  constexpr int kFlags = O_RDWR | O_CLOEXEC | O_NOFOLLOW;
  Descriptor file(::open(part.c_str(), kFlags | O_CREAT | O_EXCL, kNewFileMode));
  if (!file.is_open() && errno == EEXIST) {
    file = Descriptor(::open(part.c_str(), kFlags | O_NONBLOCK));
    if (!file.is_open() && errno == ENOENT) return {};
  }
  if (!file.is_open()) fail_to_create(part, errno);
  return file;
}

Descriptor open_part_folder(const std::string& part) {
  if (::mkdir(part.c_str(), kNewFolderMode) != 0 && errno != EEXIST) fail_to_create(part, errno);
  Descriptor folder = open_folder(part);
  if (folder.is_open() || errno == ENOENT) return folder;
  if (errno == ENOTDIR || errno == ELOOP) {
    throw Error(Failure::load, "'" + part + "' is in the way: it is not a folder");
  }
  fail_with("cannot open '" + part + "'", errno);
}

void lock(const Descriptor& opened, const std::string& part) {
  if (::flock(opened.get(), LOCK_EX | LOCK_NB) == 0) return;
  if (errno != EWOULDBLOCK) fail_with("cannot lock '" + part + "'", errno);
  throw Error(Failure::load,
              "another load is writing '" + part + "': wait for it to end, or choose another path");
}

// Between open and lock, the load that owned the part may have renamed it. The lock is then on the published
// result, which must not be touched.
bool still_names(const std::string& part, const Descriptor& opened, PartLock::Kind kind) {
  struct stat held {};
  struct stat named {};
  if (::fstat(opened.get(), &held) != 0) fail_with("cannot look at '" + part + "'", errno);
  if (kind == PartLock::Kind::file && !S_ISREG(held.st_mode))
    throw Error(Failure::load, "'" + part + "' is in the way: it is not a regular file");
  return ::lstat(part.c_str(), &named) == 0 && same_file(held, named);
}

}  // namespace

PartLock::PartLock(std::string destination, Kind kind)
    : destination_(std::move(destination)), part_(destination_ + ".part") {
  for (int attempt = 0; attempt < kMostAttempts; ++attempt) {
    Descriptor opened = kind == Kind::file ? open_part_file(part_) : open_part_folder(part_);
    if (!opened.is_open()) continue;
    lock(opened, part_);
    if (!still_names(part_, opened, kind)) continue;
    descriptor_ = std::move(opened);
    return;
  }
  throw Error(Failure::load, "cannot lock '" + part_ +
                                 "', because other loads begin and end there all the time: try again, "
                                 "or choose another path");
}

void PartLock::sync() const { sync_file(descriptor(), part_); }

bool PartLock::publish_new() {
  const int error = rename_to_nothing(part_.c_str(), destination_.c_str());
  if (error == EEXIST) return false;
  if (error != 0) fail_to_rename(error);
  set_published();
  return true;
}

void PartLock::publish_over() {
  take_permissions();
  if (std::rename(part_.c_str(), destination_.c_str()) != 0) fail_to_rename(errno);
  set_published();
}

void PartLock::exchange() {
  take_permissions();
  if (::renameat2(AT_FDCWD, part_.c_str(), AT_FDCWD, destination_.c_str(), RENAME_EXCHANGE) != 0) {
    if (errno == EINVAL || errno == ENOSYS || errno == EOPNOTSUPP) {
      throw Error(Failure::load,
                  "the file system of '" + destination_ +
                      "' cannot exchange two folders: remove it first, or choose another path");
    }
    fail_with("cannot exchange '" + part_ + "' and '" + destination_ + "'", errno);
  }
  set_published();
}

void PartLock::take_permissions() const {
  struct stat old {};
  if (::stat(destination_.c_str(), &old) == 0) (void)!::fchmod(descriptor(), old.st_mode & 07777);
}

void PartLock::fail_to_rename(int error) const {
  fail_with("cannot rename '" + part_ + "' to '" + destination_ + "'", error);
}

void PartLock::set_published() {
  published_ = true;
  sync_folder(folder_of(destination_));
}

}  // namespace seedbed
