// Models and SQL that are built into the program, from config/ and sql/.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace seedbed {

struct BundledFile {
  std::string_view path;  // "config/bank.toml", "sql/bank/sqlite/tables.sql"
  std::string_view text;
};

[[nodiscard]] std::span<const BundledFile> bundled_files();
[[nodiscard]] std::optional<std::string_view> bundled_file(std::string_view path);
// "bank", … in alphabetical order.
[[nodiscard]] std::vector<std::string> bundled_models();

}  // namespace seedbed
