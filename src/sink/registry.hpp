// From a target's address to the Target that serves it.
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "sink/loaded_database.hpp"
#include "sink/target.hpp"

namespace seedbed {

struct TargetAddress {
  std::string scheme;   // "sqlite", "postgresql", "postgres", "jsonl", "csv", "null"
  std::string rest;     // what follows the colon: a path, or "-"; of a server all of its address, or ""
  std::string dialect;  // of the SQL that the target takes: "sqlite", "postgres", or "" for none
  std::string text;     // as given but for passwords, for messages
};

// Reads `sqlite:PATH`, a path that ends in .db, .sqlite or .sqlite3, `postgresql://…`, `postgresql:`,
// `jsonl:PATH`, `jsonl:-`, `csv:DIRECTORY`, `null:`. Throws Error(Failure::usage) that lists the schemes and
// the nearest one.
[[nodiscard]] TargetAddress parse_target(std::string_view text);

// Opens nothing yet: prepare() does.
[[nodiscard]] std::unique_ptr<Target> make_target(const TargetAddress& address);

// Opens what was loaded there. Throws Error: usage if the target is no database (jsonl, csv, null), or has no
// schemas and `options` names one; else what its open function throws.
[[nodiscard]] std::unique_ptr<LoadedDatabase> open_loaded(const TargetAddress& address,
                                                          const LoadedOptions& options);

}  // namespace seedbed
