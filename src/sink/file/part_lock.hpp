// PATH.part, in which a load prepares the file or folder PATH: created, locked, then renamed to PATH.
//
// The lock (flock) is held while the load runs. flock and the POSIX locks that SQLite takes do not see each
// other on Linux, so an SQLite connection may work on the same file. A PATH.part that is not locked was left
// by a killed load, and the next load takes it over.
#pragma once
#include <string>

#include "sink/file/descriptor.hpp"

namespace seedbed {

class PartLock {
 public:
  enum class Kind { file, folder };

  // Creates and locks `destination`.part, or locks the one that a killed load left. Throws
  // Error(Failure::load) if it cannot be created, if another load holds it, or if it is not of this kind.
  PartLock(std::string destination, Kind kind);

  // Of the part: PATH.part.
  [[nodiscard]] const std::string& path() const { return part_; }
  // PATH.
  [[nodiscard]] const std::string& destination() const { return destination_; }
  [[nodiscard]] int descriptor() const { return descriptor_.get(); }
  // True after a publish_…() or exchange() that succeeded: PATH.part no longer belongs to this load.
  [[nodiscard]] bool published() const { return published_; }

  // Flushes the part to the disk. Throws Error(Failure::load).
  void sync() const;
  // Renames the part. Returns false, and changes nothing, if the destination exists. Throws
  // Error(Failure::load).
  [[nodiscard]] bool publish_new();
  // Renames the part over the destination, whose permissions it takes. Throws Error(Failure::load).
  void publish_over();
  // The part and the destination exchange their names; the part takes the destination's permissions. Throws
  // Error(Failure::load), also if the file system cannot exchange names.
  void exchange();

 private:
  void take_permissions() const;
  [[noreturn]] void fail_to_rename(int error) const;
  void set_published();

  std::string destination_;
  std::string part_;
  Descriptor descriptor_;
  bool published_ = false;
};

}  // namespace seedbed
