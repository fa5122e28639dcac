// From a target's address to the Target that serves it.
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
  std::string rest;    // what follows the colon: a path, or "-"; of a server all of its address, or ""
  std::string text;    // as given but for passwords, for messages
  std::optional<Dialect> dialect;  // of the SQL that the target takes
  // It is a server's database: ServerOptions apply, and LoadRequest::shares are of use.
  bool server = false;
  bool standard_output = false;  // the rows go to standard output
};

// Reads `sqlite:PATH`, a path that ends in .db, .sqlite or .sqlite3, `postgresql://…`, `postgresql:`,
// `jsonl:PATH`, `jsonl:-`, `csv:DIRECTORY`, `null:`. Throws Error(Failure::usage) that lists the schemes and
// the nearest one.
[[nodiscard]] TargetAddress parse_target(std::string_view text);

// `message` with "***" for every password in those of `words` that are addresses, or look like a misspelt
// one.
[[nodiscard]] std::string conceal_passwords(std::string message, const std::vector<std::string>& words);

// Opens nothing yet: prepare() does.
[[nodiscard]] std::unique_ptr<Target> make_target(const TargetAddress& address);

// Opens what was loaded there. Throws Error: usage if the target is no database (jsonl, csv, null), or has no
// schemas and `options` names one; else what its open function throws.
[[nodiscard]] std::unique_ptr<LoadedDatabase> open_loaded(const TargetAddress& address,
                                                          const LoadedOptions& options);

}  // namespace seedbed
