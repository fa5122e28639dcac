// Small questions to the file system, for targets that are files.
#pragma once
#include <cstdint>
#include <string>

namespace seedbed {

// "No space left on device", from errno's value.
[[nodiscard]] std::string system_message(int error);
// Throws Error(Failure::load): "cannot create 'a.db.part': No space left on device".
[[noreturn]] void fail_with(const std::string& what, int error);

// The folder that holds the file, "." for a bare name.
[[nodiscard]] std::string folder_of(const std::string& path);
// Something of that name is there, a link to nothing included.
[[nodiscard]] bool file_exists(const std::string& path);
// In bytes; 0 if it is not there.
[[nodiscard]] std::uint64_t file_size(const std::string& path);

// The path that a rename has to name, so that it replaces the file and not the link to it: links of the last
// component followed. Throws Error(Failure::usage) for a loop.
[[nodiscard]] std::string without_link(std::string path);
// Throws Error(Failure::usage) if the folder that shall hold `path` is not there or no folder.
void check_folder_of(const std::string& path);

// Makes renames in the folder last, as far as its file system can.
void sync_folder(const std::string& folder) noexcept;
// Renames, unless something of that name is there. Returns 0, EEXIST, or another errno.
[[nodiscard]] int rename_to_nothing(const char* from, const char* to);

}  // namespace seedbed
