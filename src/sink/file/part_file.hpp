// A file that a load writes as PATH.part and shows all at once: flushed to the disk, then renamed to PATH.
#pragma once
#include <string>

#include "sink/file/part_lock.hpp"
#include "sink/target.hpp"

namespace seedbed {

// The file that a load writes.
struct FilePath {
  std::string path;  // links of the last component followed, so that a rename replaces the file, not the link
  bool exists = false;  // as a regular file; its size may be 0
};

// Throws Error: usage if the path is a folder, a device, or in a folder that does not exist; exists if the
// file exists and `if_exists` is fail; load if it cannot be looked at.
[[nodiscard]] FilePath resolve_file(const std::string& path, IfExists if_exists);

class PartFile {
 public:
  // Creates `path`.part, empty, or takes over and empties one that a killed load left. Throws
  // Error(Failure::load).
  explicit PartFile(std::string path);
  PartFile(const PartFile&) = delete;
  PartFile& operator=(const PartFile&) = delete;
  // Removes the file if it was not published.
  ~PartFile();

  // Of the part: PATH.part.
  [[nodiscard]] const std::string& path() const { return lock_.path(); }
  [[nodiscard]] int descriptor() const { return lock_.descriptor(); }

  // Starts to flush the bytes written so far, without waiting, so that sync() has less to do. Any thread may
  // call it.
  void start_writeback() const noexcept;
  // Flushes the file's bytes to the disk. Throws Error(Failure::load).
  void sync() const { lock_.sync(); }
  // Renames it to PATH. Throws Error(Failure::exists) if PATH exists.
  void publish_new();
  // Renames it over the file PATH, whose permissions it takes.
  void publish_over() { lock_.publish_over(); }

 private:
  PartLock lock_;
};

}  // namespace seedbed
