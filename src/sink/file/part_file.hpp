// A file that is written beside its place and shown all at once: PATH.part, synced, renamed over PATH.
//
// PATH.part is locked (flock) while its load lives. flock and the POSIX locks that SQLite takes do not see
// each other on Linux, so an SQLite connection may work on the same file. A PATH.part that nobody holds is
// what a killed load left, and is taken over.
#pragma once
#include <sys/types.h>

#include <cstdint>
#include <string>

#include "sink/target.hpp"

namespace seedbed {

// Where a load's file goes.
struct FilePlace {
  std::string path;  // links of the last component followed, so that a rename replaces the file, not the link
  bool exists = false;  // as a regular file; its size may be 0
};

// Throws Error: usage if the path is a folder, a device, or in a folder that does not exist; exists if the
// file is there and `if_exists` is fail; load if it cannot be looked at.
[[nodiscard]] FilePlace find_place(const std::string& path, IfExists if_exists);

class PartFile {
 public:
  // Creates `path`.part or takes over a stale one, empty. Throws Error(Failure::load).
  explicit PartFile(std::string path);
  PartFile(const PartFile&) = delete;
  PartFile& operator=(const PartFile&) = delete;
  // Removes the file if it was not published.
  ~PartFile();

  [[nodiscard]] const std::string& path() const { return part_; }
  [[nodiscard]] int descriptor() const { return descriptor_; }

  // Begins to flush what was written so far, without waiting: less is left for sync(). Any thread may call
  // it.
  void start_writeback() const noexcept;
  // Flushes the file's bytes to the disk.
  void sync();
  // Renames it to its place; nothing is there yet, or Error(Failure::exists).
  void publish_new();
  // Renames it over the file that is there, whose permissions it takes.
  void publish_over();

 private:
  [[nodiscard]] bool open_part();
  void take_lock();
  [[nodiscard]] bool is_still_in_place() const;
  void close_file() noexcept;
  void published();

  std::string path_;
  std::string part_;
  int descriptor_ = -1;
  bool published_ = false;
};

}  // namespace seedbed
