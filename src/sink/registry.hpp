// Finds the Target for a target's address.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sink/dialect.hpp"
#include "sink/loaded_database.hpp"
#include "sink/target.hpp"

namespace seedbed {

struct TargetAddress {
  std::string scheme;  // "sqlite", "postgresql", "postgres", "jsonl", "csv", "null"
  std::string rest;    // the text after the colon: a path, or "-"; for a server its whole address, or ""
  std::string text;    // as given, without passwords, for messages
  std::optional<Dialect> dialect;  // of the target's SQL scripts, if it takes any
  // A server's database: ServerOptions apply, and the target uses LoadRequest::shares.
  bool server = false;
  bool standard_output = false;  // the rows go to standard output
};

// Reads `sqlite:PATH`, a path that ends in .db, .sqlite or .sqlite3, `postgresql://…`, `postgresql:`,
// `jsonl:PATH`, `jsonl:-`, `csv:DIRECTORY`, `null:`. Throws Error(Failure::usage) that lists the schemes and
// suggests the nearest one.
[[nodiscard]] TargetAddress parse_target(std::string_view text);

// `message` with "***" in place of every password that occurs in `words`, which may be addresses, also
// misspelt ones.
[[nodiscard]] std::string conceal_passwords(std::string message, const std::vector<std::string>& words);

// Opens nothing: prepare() does that.
[[nodiscard]] std::unique_ptr<Target> make_target(const TargetAddress& address);

// Opens a database that loads have written to. Throws Error: usage if the target is not a database (jsonl,
// csv, null), or has no schemas but `options` names one; and the errors of the target's own open function.
[[nodiscard]] std::unique_ptr<LoadedDatabase> open_loaded(const TargetAddress& address,
                                                          const LoadedOptions& options);

}  // namespace seedbed
