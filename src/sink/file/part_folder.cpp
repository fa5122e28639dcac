#include "sink/file/part_folder.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <memory>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "sink/file/file_system.hpp"

namespace seedbed {
namespace {

constexpr int kMostAttempts = 10;  // each one lost to another load that began or ended just then
constexpr mode_t kNewFileMode = 0666;
constexpr mode_t kNewFolderMode = 0777;
constexpr std::size_t kNamesShown = 5;  // as many as a person reads

class Descriptor {
 public:
  explicit Descriptor(int descriptor) : descriptor_(descriptor) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  [[nodiscard]] int get() const { return descriptor_; }

 private:
  int descriptor_;
};

struct CloseFolder {
  void operator()(DIR* folder) const { ::closedir(folder); }
};

int open_folder(const std::string& path) {
  return ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
}

std::vector<std::string> entries_of(const std::string& path) {
  const std::unique_ptr<DIR, CloseFolder> folder(::opendir(path.c_str()));
  if (folder == nullptr) fail_with("cannot look into the folder '" + path + "'", errno);
  std::vector<std::string> names;
  while (const dirent* entry = ::readdir(folder.get())) {
    const std::string name = entry->d_name;
    if (name != "." && name != "..") names.push_back(name);
  }
  return names;
}

bool is_regular(std::string folder, const std::string& name) {
  struct stat status {};
  return ::lstat(folder.append("/").append(name).c_str(), &status) == 0 && S_ISREG(status.st_mode);
}

// What no load of these names can have made: "'a.txt', 'b'"; "" if there is nothing.
std::string strangers(const std::string& path, const std::set<std::string>& names) {
  std::set<std::string> found;
  for (const std::string& name : entries_of(path)) {
    if (!names.contains(name) || !is_regular(path, name)) found.insert(name);
  }
  std::string text;
  std::size_t shown = 0;
  for (const std::string& name : found) {
    if (shown++ == kNamesShown) return text + ", …";
    text += (text.empty() ? "'" : ", '") + name + "'";
  }
  return text;
}

void check_replaceable(const std::string& path, const std::set<std::string>& names) {
  const std::string others = strangers(path, names);
  if (others.empty()) return;
  throw Error(Failure::usage, "the folder '" + path + "' holds what is no table of this model (" + others +
                                  "), and is not replaced: choose another path");
}

bool same_file(const struct stat& a, const struct stat& b) {
  return a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

// A rename cannot replace it, and its neighbours lie on another disk.
void check_not_mounted(const std::string& path, const struct stat& status) {
  struct stat parent {};
  if (::stat(folder_of(path).c_str(), &parent) != 0) fail_with("cannot look at '" + path + "'", errno);
  if (parent.st_dev == status.st_dev && !same_file(parent, status)) return;
  throw Error(Failure::usage, "'" + path + "' is where a disk is mounted: name a folder in it");
}

std::string without_slashes(std::string path) {
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  const std::string name = path.substr(path.rfind('/') + 1);
  if (name.empty() || name == "." || name == "..") {
    throw Error(Failure::usage, "'" + path + "' is replaced as a whole: name a folder in it");
  }
  return path;
}

}  // namespace

FolderPlace find_folder_place(const std::string& path, IfExists if_exists,
                              const std::set<std::string>& names) {
  FolderPlace place{without_slashes(without_link(without_slashes(path))), false};
  check_folder_of(place.path);
  struct stat status {};
  if (::stat(place.path.c_str(), &status) != 0) {
    if (errno == ENOENT) return place;
    fail_with("cannot look at '" + path + "'", errno);
  }
  if (!S_ISDIR(status.st_mode)) {
    throw Error(Failure::usage, "'" + path + "' is a file: name a folder that the tables' files go into");
  }
  check_not_mounted(place.path, status);
  if (entries_of(place.path).empty()) return place;
  place.exists = true;
  if (if_exists == IfExists::fail) {
    throw Error(
        Failure::exists,
        "the folder '" + path + "' holds files already: --if-exists replace puts the new load in its place");
  }
  check_replaceable(place.path, names);
  return place;
}

PartFolder::PartFolder(std::string path, std::set<std::string> names)
    : path_(std::move(path)), part_(path_ + ".part"), names_(std::move(names)) {
  for (int attempt = 0; attempt < kMostAttempts; ++attempt) {
    try {
      if (open_part()) {
        empty_part();
        return;
      }
    } catch (...) {
      if (descriptor_ >= 0) ::close(descriptor_);
      throw;
    }
    if (descriptor_ >= 0) ::close(descriptor_);
    descriptor_ = -1;
  }
  throw Error(Failure::load,
              "cannot get hold of '" + part_ + "': other loads begin and end there all the time");
}

PartFolder::~PartFolder() {
  if (!published_) {
    remove_files(descriptor_);
    ::rmdir(part_.c_str());  // before the lock goes: nobody else can own the name yet
  }
  ::close(descriptor_);
}

// False: another load came or went in between.
bool PartFolder::open_part() {
  if (::mkdir(part_.c_str(), kNewFolderMode) != 0 && errno != EEXIST) {
    const int error = errno;
    if (error == EACCES || error == EROFS || error == EPERM) {
      fail_with("cannot write in the folder '" + folder_of(path_) + "' (creating '" + part_ + "')", error);
    }
    fail_with("cannot create '" + part_ + "'", error);
  }
  descriptor_ = open_folder(part_);
  if (descriptor_ < 0) {
    if (errno == ENOENT) return false;
    if (errno == ENOTDIR || errno == ELOOP) {
      throw Error(Failure::load, "'" + part_ + "' is in the way: it is not a folder");
    }
    fail_with("cannot open '" + part_ + "'", errno);
  }
  if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) fail_with("cannot lock '" + part_ + "'", errno);
    throw Error(Failure::load,
                "another load is writing '" + part_ + "': wait for it to end, or choose another path");
  }
  // Between open and lock, the load that owned the folder may have put it in its place.
  struct stat held {};
  struct stat named {};
  if (::fstat(descriptor_, &held) != 0) fail_with("cannot look at '" + part_ + "'", errno);
  return ::lstat(part_.c_str(), &named) == 0 && same_file(held, named);
}

// What a killed load left is removed.
void PartFolder::empty_part() {
  const std::string others = strangers(part_, names_);
  if (!others.empty()) {
    throw Error(Failure::load,
                "'" + part_ + "' is in the way: it holds what is no table of this model (" + others + ")");
  }
  remove_files(descriptor_);
}

int PartFolder::create(const std::string& name) {
  const int file =
      ::openat(descriptor_, name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, kNewFileMode);
  if (file < 0) fail_with("cannot create '" + part_ + "/" + name + "'", errno);
  return file;
}

void PartFolder::publish(bool replaces) {
  if (::fsync(descriptor_) != 0) fail_with("cannot flush '" + part_ + "' to the disk", errno);
  const int error = rename_to_nothing(part_.c_str(), path_.c_str());
  if (error == EEXIST) {
    if (entries_of(path_).empty()) {
      publish_over_empty();
    } else if (replaces) {
      exchange();
    } else {
      throw Error(Failure::exists,
                  "'" + path_ + "' was filled by someone else during the load, and is left as it is");
    }
  } else if (error != 0) {
    fail_with("cannot rename '" + part_ + "' to '" + path_ + "'", error);
  }
  published_ = true;
  sync_folder(folder_of(path_));
}

void PartFolder::publish_over_empty() {
  struct stat old {};
  if (::stat(path_.c_str(), &old) == 0) (void)!::fchmod(descriptor_, old.st_mode & 07777);
  if (std::rename(part_.c_str(), path_.c_str()) != 0) {
    fail_with("cannot rename '" + part_ + "' to '" + path_ + "'", errno);
  }
}

// The old folder gets the name of the part; its lock keeps other loads from it until it is gone.
void PartFolder::exchange() {
  const Descriptor old(open_folder(path_));
  struct stat status {};
  if (old.get() < 0 || ::fstat(old.get(), &status) != 0) fail_with("cannot open '" + path_ + "'", errno);
  if (::flock(old.get(), LOCK_EX | LOCK_NB) != 0) fail_with("cannot lock '" + path_ + "'", errno);
  check_replaceable(path_, names_);
  (void)!::fchmod(descriptor_, status.st_mode & 07777);
  if (::renameat2(AT_FDCWD, part_.c_str(), AT_FDCWD, path_.c_str(), RENAME_EXCHANGE) != 0) {
    if (errno == EINVAL || errno == ENOSYS || errno == EOPNOTSUPP) {
      throw Error(Failure::load,
                  "the file system of '" + path_ +
                      "' cannot exchange two folders: remove it first, or choose another path");
    }
    fail_with("cannot exchange '" + part_ + "' and '" + path_ + "'", errno);
  }
  published_ = true;
  remove_files(old.get());
  if (::rmdir(part_.c_str()) != 0) left_over_ = part_;
}

void PartFolder::remove_files(int folder) const noexcept {
  for (const std::string& name : names_) ::unlinkat(folder, name.c_str(), 0);
}

}  // namespace seedbed
