#include "sink/registry.hpp"

#include <fmt/format.h>

#include <array>

#include "base/error.hpp"
#include "base/nearest.hpp"
#include "sink/csv/target.hpp"
#include "sink/jsonl/target.hpp"
#include "sink/null/target.hpp"
#include "sink/sqlite/loaded_file.hpp"
#include "sink/sqlite/target.hpp"

namespace seedbed {
namespace {

struct Scheme {
  std::string_view name;
  std::string_view dialect;
  bool takes_path;
  std::unique_ptr<Target> (*make)(const std::string& path);
  // Of a database: opens what was loaded. Null for what only holds rows.
  std::unique_ptr<LoadedDatabase> (*open)(const std::string& path, const LoadedOptions& options);
};

constexpr std::array kSchemes = {
    Scheme{"sqlite", "sqlite", true, [](const std::string& path) { return make_sqlite_target(path); },
           open_loaded_file},
    Scheme{"jsonl", "", true, [](const std::string& path) { return make_jsonl_target(path); }, nullptr},
    Scheme{"csv", "", true, [](const std::string& path) { return make_csv_target(path); }, nullptr},
    Scheme{"null", "", false, [](const std::string&) { return make_null_target(); }, nullptr},
};

constexpr std::array<std::string_view, 3> kDatabaseEndings = {".db", ".sqlite", ".sqlite3"};
constexpr std::string_view kForms =
    "sqlite:PATH (or a path ending in .db, .sqlite, .sqlite3), jsonl:PATH, jsonl:-, csv:DIRECTORY, null:";

const Scheme* find_scheme(std::string_view name) {
  for (const Scheme& scheme : kSchemes) {
    if (scheme.name == name) return &scheme;
  }
  return nullptr;
}

// A word before a colon is a scheme's name, unless a folder stands before it: "./12:30.db" is a path.
bool has_scheme(std::string_view text) {
  const auto end = text.find_first_of(":/");
  return end != std::string_view::npos && text[end] == ':';
}

bool is_database_path(std::string_view text) {
  for (const auto ending : kDatabaseEndings) {
    if (text.size() > ending.size() && text.ends_with(ending)) return true;
  }
  return false;
}

[[noreturn]] void throw_unknown(std::string_view text, std::string_view word) {
  std::vector<std::string> names;
  for (const Scheme& scheme : kSchemes) names.emplace_back(scheme.name);
  const auto meant = nearest(word, names);
  throw Error(Failure::usage, fmt::format("'{}' is not a target{}. A target is one of {}", text,
                                          meant ? fmt::format("; did you mean {}:", *meant) : "", kForms));
}

void check_rest(const Scheme& scheme, const TargetAddress& address) {
  if (scheme.takes_path && address.rest.empty()) {
    const bool folder = address.scheme == "csv";
    throw Error(Failure::usage,
                fmt::format("'{}' names no {}: write {}:{}", address.text, folder ? "folder" : "file",
                            address.scheme, folder ? "DIRECTORY" : "PATH"));
  }
  if (!scheme.takes_path && !address.rest.empty()) {
    throw Error(Failure::usage, "'" + address.text + "': nothing may follow " + address.scheme + ":");
  }
  if (address.rest.find('\0') != std::string::npos) {
    throw Error(Failure::usage, "a target's path may not contain a zero byte");
  }
}

}  // namespace

TargetAddress parse_target(std::string_view text) {
  const auto word = text.substr(0, text.find(':'));
  TargetAddress address{"sqlite", std::string(text), "sqlite", std::string(text)};
  if (has_scheme(text)) {
    const Scheme* scheme = find_scheme(word);
    if (scheme == nullptr) throw_unknown(text, word);
    address.scheme = word;
    address.rest = text.substr(word.size() + 1);
    address.dialect = scheme->dialect;
  } else if (!is_database_path(text)) {
    throw_unknown(text, word);
  }
  check_rest(*find_scheme(address.scheme), address);
  return address;
}

std::unique_ptr<Target> make_target(const TargetAddress& address) {
  const Scheme* scheme = find_scheme(address.scheme);
  if (scheme == nullptr) throw_unknown(address.text, address.scheme);
  return scheme->make(address.rest);
}

std::unique_ptr<LoadedDatabase> open_loaded(const TargetAddress& address, const LoadedOptions& options) {
  const Scheme* scheme = find_scheme(address.scheme);
  if (scheme == nullptr) throw_unknown(address.text, address.scheme);
  if (scheme->open == nullptr) {
    throw Error(Failure::usage, "'" + address.text + "' is no database: " + address.scheme +
                                    ": keeps no record of its loads, so there is nothing to verify or drop");
  }
  if (!options.schema.empty() && address.dialect == "sqlite") {
    throw Error(Failure::usage, "--schema " + options.schema + ": '" + address.text +
                                    "' is an SQLite file, which has no schemas: leave --schema out");
  }
  return scheme->open(address.rest, options);
}

}  // namespace seedbed
