// File system calls that targets which are files share.
#pragma once
#include <sys/stat.h>

#include <cstdint>
#include <optional>
#include <string>

#include "sink/file/descriptor.hpp"

namespace seedbed {

inline constexpr mode_t kNewFileMode = 0666;  // less the user's umask

// "No space left on device": the message of a value of errno.
[[nodiscard]] std::string system_message(int error);
// Throws Error(Failure::load): "cannot create 'a.db.part': No space left on device".
[[noreturn]] void fail_with(const std::string& what, int error);

// The folder that holds the file; "." for a bare name.
[[nodiscard]] std::string folder_of(const std::string& path);
// True also for a link to nothing.
[[nodiscard]] bool file_exists(const std::string& path);
// Of the file or folder, after links; nothing if it does not exist. Throws Error(Failure::load) that calls it
// `shown`.
[[nodiscard]] std::optional<struct stat> status_of(const std::string& path, const std::string& shown);
// In bytes; 0 if the file does not exist.
[[nodiscard]] std::uint64_t file_size(const std::string& path);
[[nodiscard]] bool same_file(const struct stat& a, const struct stat& b);
// Opens a folder, not a link to one. Returns no descriptor, and sets errno, if that fails.
[[nodiscard]] Descriptor open_folder(const std::string& path);

// The path with links of its last component followed: a rename to it replaces the file and not the link.
// Throws Error(Failure::usage) for a loop.
[[nodiscard]] std::string without_link(std::string path);
// Throws Error(Failure::usage) if the folder of `path` does not exist or is not a folder.
void check_folder_of(const std::string& path);

// Flushes an open file or folder to the disk. Throws Error(Failure::load) that names `path`.
void sync_file(int descriptor, const std::string& path);
// Makes renames in the folder durable, as far as its file system can.
void sync_folder(const std::string& folder) noexcept;
// Renames, unless `to` exists. Returns 0, EEXIST, or another errno.
[[nodiscard]] int rename_to_nothing(const char* from, const char* to);

}  // namespace seedbed
