#include "sink/file/file_system.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstdio>
#include <system_error>

#include "base/error.hpp"

namespace seedbed {
namespace {

constexpr int kMostLinks = 40;  // as many as Linux follows before it reports a loop

}  // namespace

void fail_with(const std::string& what, int error) {
  throw Error(Failure::load, what + ": " + system_message(error));
}

std::string system_message(int error) { return std::generic_category().message(error); }

std::string folder_of(const std::string& path) {
  const auto slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

bool file_exists(const std::string& path) {
  struct stat status {};
  return ::lstat(path.c_str(), &status) == 0;
}

std::optional<struct stat> status_of(const std::string& path, const std::string& shown) {
  struct stat status {};
  if (::stat(path.c_str(), &status) == 0) return status;
  if (errno == ENOENT) return std::nullopt;
  fail_with("cannot look at '" + shown + "'", errno);
}

std::uint64_t file_size(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 ? static_cast<std::uint64_t>(status.st_size) : 0;
}

bool same_file(const struct stat& a, const struct stat& b) {
  return a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

Descriptor open_folder(const std::string& path) {
  return Descriptor(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW));
}

std::string without_link(std::string path) {
  char link[PATH_MAX];
  for (int i = 0; i < kMostLinks; ++i) {
    const ssize_t length = ::readlink(path.c_str(), link, sizeof link);
    if (length < 0) return path;
    const std::string to(link, static_cast<std::size_t>(length));
    path = to.starts_with('/') ? to : folder_of(path).append("/").append(to);
  }
  throw Error(Failure::usage, "'" + path + "' is a loop of symbolic links");
}

void check_folder_of(const std::string& path) {
  const std::string folder = folder_of(path);
  struct stat status {};
  if (::stat(folder.c_str(), &status) != 0) {
    if (errno != ENOENT && errno != ENOTDIR) fail_with("cannot look into the folder '" + folder + "'", errno);
    throw Error(Failure::usage, "cannot write '" + path + "': the folder '" + folder +
                                    "' does not exist; create it first, or choose another path");
  }
  if (!S_ISDIR(status.st_mode)) {
    throw Error(Failure::usage, "cannot write '" + path + "': '" + folder + "' is not a folder");
  }
}

void sync_file(int descriptor, const std::string& path) {
  if (::fsync(descriptor) != 0) fail_with("cannot flush '" + path + "' to the disk", errno);
}

// Not every file system can sync a folder; a failure is ignored.
void sync_folder(const std::string& folder) noexcept {
  const Descriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (descriptor.is_open()) ::fsync(descriptor.get());
}

int rename_to_nothing(const char* from, const char* to) {
  if (::renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0) return 0;
  if (errno != EINVAL && errno != ENOSYS) return errno;
  // The file system lacks that flag: check first, then rename.
  if (file_exists(to)) return EEXIST;
  return std::rename(from, to) == 0 ? 0 : errno;
}

}  // namespace seedbed
