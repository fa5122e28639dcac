// A folder of files that a load writes as PATH.part and shows all at once: flushed to the disk, then renamed
// to PATH, or exchanged with the folder PATH.
//
// A PATH.part that a killed load left is taken over if it holds only files that this load may make.
#pragma once
#include <set>
#include <string>

#include "sink/file/part_lock.hpp"
#include "sink/target.hpp"

namespace seedbed {

// The folder that a load writes.
struct FolderPath {
  std::string path;     // a link as the last component followed
  bool exists = false;  // and holds files: an empty folder counts as none
};

// Throws Error: usage if the path is not a folder, is a mount point, or is in a folder that does not exist,
// or if it is to be replaced and holds anything but regular files of these `names`; exists if it holds
// anything and `if_exists` is fail; load if it cannot be looked at.
[[nodiscard]] FolderPath resolve_folder(const std::string& path, IfExists if_exists,
                                        const std::set<std::string>& names);

class PartFolder {
 public:
  // `path` comes from resolve_folder(); `names` are the files that a load may make in it. Throws
  // Error(Failure::load) if `path`.part cannot be created, if another load is writing it, or if it holds
  // anything else.
  PartFolder(std::string path, std::set<std::string> names);
  PartFolder(const PartFolder&) = delete;
  PartFolder& operator=(const PartFolder&) = delete;
  // Removes the folder if it was not published.
  ~PartFolder();

  // Of the part: PATH.part.
  [[nodiscard]] const std::string& path() const { return lock_.path(); }
  // Creates one of the files and opens it for writing.
  [[nodiscard]] Descriptor create(const std::string& name);
  // Shows the files. REQUIRES: they are flushed to the disk. Throws Error, and changes nothing, if PATH is a
  // folder with files and `replaces` is false, if resolve_folder() would refuse it, or if the file system
  // cannot exchange folders.
  void publish(bool replaces);
  // The replaced folder, if it could not be removed; else "".
  [[nodiscard]] const std::string& left_over() const { return left_over_; }

 private:
  void replace_folder();
  void remove_files(int folder) const noexcept;

  PartLock lock_;
  std::set<std::string> names_;
  std::string left_over_;
};

}  // namespace seedbed
