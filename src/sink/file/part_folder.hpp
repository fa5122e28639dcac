// A folder of files that is written beside its place and shown all at once: PATH.part, synced, renamed to
// PATH or exchanged with the folder that is there.
//
// PATH.part is locked (flock) while its load lives. One that nobody holds is what a killed load left, and is
// taken over if it holds nothing but such files.
#pragma once
#include <set>
#include <string>

#include "sink/target.hpp"

namespace seedbed {

// Where a load's folder goes.
struct FolderPlace {
  std::string path;     // a link as the last component followed
  bool exists = false;  // with files in it: an empty folder is as good as none
};

// Throws Error: usage if the path is no folder, a mounted disk, or in a folder that does not exist, or if it
// is to be replaced and holds anything but regular files of these `names`; exists if it holds something and
// `if_exists` is fail; load if it cannot be looked at.
[[nodiscard]] FolderPlace find_folder_place(const std::string& path, IfExists if_exists,
                                            const std::set<std::string>& names);

class PartFolder {
 public:
  // `path` is what find_folder_place() found; `names` are those of the files that a load may make in it.
  // Throws Error(Failure::load) if it cannot be created, or if another load is writing it.
  PartFolder(std::string path, std::set<std::string> names);
  PartFolder(const PartFolder&) = delete;
  PartFolder& operator=(const PartFolder&) = delete;
  // Removes the folder if it was not published.
  ~PartFolder();

  [[nodiscard]] const std::string& path() const { return part_; }
  // Creates one of the files; the descriptor is the caller's to close.
  [[nodiscard]] int create(const std::string& name);
  // Shows the files, which must be synced. What is there must be nothing, an empty folder or, if `replaces`,
  // a folder that find_folder_place() would accept. Throws Error otherwise, and where the file system cannot
  // exchange folders.
  void publish(bool replaces);
  // The folder that was replaced and could not be removed, or "".
  [[nodiscard]] const std::string& left_over() const { return left_over_; }

 private:
  [[nodiscard]] bool open_part();
  void empty_part();
  void publish_over_empty();
  void exchange();
  void remove_files(int folder) const noexcept;

  std::string path_;
  std::string part_;
  std::set<std::string> names_;
  int descriptor_ = -1;
  bool published_ = false;
  std::string left_over_;
};

}  // namespace seedbed
