#include "sink/file/part_folder.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "sink/file/file_system.hpp"
#include "sink/text/name_list.hpp"

namespace seedbed {
namespace {

struct CloseFolder {
  void operator()(DIR* folder) const { ::closedir(folder); }
};

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

// The sorted names of everything in the folder that is not a regular file of these names.
std::vector<std::string> unknown_entries(const std::string& path, const std::set<std::string>& names) {
  std::vector<std::string> unknown;
  for (const std::string& name : entries_of(path)) {
    if (!names.contains(name) || !is_regular(path, name)) unknown.push_back(name);
  }
  std::sort(unknown.begin(), unknown.end());
  return unknown;
}

void check_replaceable(const std::string& path, const std::set<std::string>& names) {
  const auto unknown = unknown_entries(path, names);
  if (unknown.empty()) return;
  throw Error(Failure::usage, "the folder '" + path + "' holds more than files of this model's tables (" +
                                  name_list(unknown) + "), and is not replaced: choose another path");
}

// A rename cannot replace a mount point, and its parent is on another disk.
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

FolderPath resolve_folder(const std::string& path, IfExists if_exists, const std::set<std::string>& names) {
  FolderPath folder{without_slashes(without_link(without_slashes(path))), false};
  check_folder_of(folder.path);
  const auto status = status_of(folder.path, path);
  if (!status) return folder;
  if (!S_ISDIR(status->st_mode)) {
    throw Error(Failure::usage, "'" + path + "' is a file: name a folder for the tables' files");
  }
  check_not_mounted(folder.path, *status);
  if (entries_of(folder.path).empty()) return folder;
  folder.exists = true;
  if (if_exists == IfExists::fail) {
    throw Error(
        Failure::exists,
        "the folder '" + path + "' holds files already: --if-exists replace puts the new load in its place");
  }
  check_replaceable(folder.path, names);
  return folder;
}

PartFolder::PartFolder(std::string path, std::set<std::string> names)
    : lock_(std::move(path), PartLock::Kind::folder), names_(std::move(names)) {
  const auto unknown = unknown_entries(lock_.path(), names_);
  if (!unknown.empty()) {
    throw Error(Failure::load, "'" + lock_.path() +
                                   "' is in the way: it holds more than files of this model's tables (" +
                                   name_list(unknown) + ")");
  }
  remove_files(lock_.descriptor());
}

PartFolder::~PartFolder() {
  if (lock_.published()) return;
  remove_files(lock_.descriptor());
  ::rmdir(lock_.path().c_str());  // still locked: no other load has taken the name
}

Descriptor PartFolder::create(const std::string& name) {
  Descriptor file(::openat(lock_.descriptor(), name.c_str(),
                           O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, kNewFileMode));
  if (!file.is_open()) fail_with("cannot create '" + lock_.path() + "/" + name + "'", errno);
  return file;
}

void PartFolder::publish(bool replaces) {
  lock_.sync();
  if (lock_.publish_new()) return;
  if (entries_of(lock_.destination()).empty()) return lock_.publish_over();
  if (replaces) return replace_folder();
  throw Error(Failure::exists, "'" + lock_.destination() +
                                   "' was filled by someone else during the load, and is left as it is");
}

// After the exchange the old folder is PATH.part. Its lock keeps other loads out until it is removed.
void PartFolder::replace_folder() {
  const std::string& path = lock_.destination();
  const Descriptor old = open_folder(path);
  if (!old.is_open()) fail_with("cannot open '" + path + "'", errno);
  if (::flock(old.get(), LOCK_EX | LOCK_NB) != 0) fail_with("cannot lock '" + path + "'", errno);
  check_replaceable(path, names_);
  lock_.exchange();
  remove_files(old.get());
  if (::rmdir(lock_.path().c_str()) != 0) left_over_ = lock_.path();
}

void PartFolder::remove_files(int folder) const noexcept {
  for (const std::string& name : names_) ::unlinkat(folder, name.c_str(), 0);
}

}  // namespace seedbed
