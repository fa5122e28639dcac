#include "sink/file/part_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "base/error.hpp"
#include "sink/file/file_system.hpp"

namespace seedbed {

FilePath resolve_file(const std::string& path, IfExists if_exists) {
  FilePath file{without_link(path), false};
  check_folder_of(file.path);
  const auto status = status_of(file.path, path);
  if (!status) return file;
  if (S_ISDIR(status->st_mode)) {
    throw Error(Failure::usage, "'" + path + "' is a folder: name a file in it");
  }
  if (!S_ISREG(status->st_mode)) {
    throw Error(Failure::usage,
                "'" + path + "' is not a regular file, and a load replaces or creates files only");
  }
  if (if_exists == IfExists::fail) {
    throw Error(Failure::exists, "'" + path +
                                     "' exists already: --if-exists replace puts the new load in its place, "
                                     "--if-exists append adds to it");
  }
  file.exists = true;
  return file;
}

PartFile::PartFile(std::string path) : lock_(std::move(path), PartLock::Kind::file) {
  if (::ftruncate(descriptor(), 0) != 0) fail_with("cannot empty '" + lock_.path() + "'", errno);
}

PartFile::~PartFile() {
  if (!lock_.published()) ::unlink(lock_.path().c_str());  // still locked: no other load has taken the name
}

void PartFile::start_writeback() const noexcept {
  ::sync_file_range(descriptor(), 0, 0, SYNC_FILE_RANGE_WRITE);
}

void PartFile::publish_new() {
  if (lock_.publish_new()) return;
  throw Error(Failure::exists, "'" + lock_.destination() +
                                   "' was created by someone else during the load, and is left as it is");
}

}  // namespace seedbed
