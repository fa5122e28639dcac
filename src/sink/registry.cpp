#include "sink/registry.hpp"

#include <fmt/format.h>

#include <array>

#include "base/error.hpp"
#include "base/nearest.hpp"
#include "sink/csv/target.hpp"
#include "sink/jsonl/target.hpp"
#include "sink/null/target.hpp"
#include "sink/postgres/load/loaded_schema.hpp"
#include "sink/postgres/server/address.hpp"
#include "sink/postgres/target.hpp"
#include "sink/sqlite/loaded_file.hpp"
#include "sink/sqlite/target.hpp"

namespace seedbed {
namespace {

// The text after the colon.
enum class Rest { path, nothing, server };

struct Scheme {
  std::string_view name;
  std::optional<Dialect> dialect;
  Rest rest;
  std::unique_ptr<Target> (*make)(const std::string& path);
  // Opens a loaded database. Null for a target that keeps no records of loads.
  std::unique_ptr<LoadedDatabase> (*open)(const std::string& path, const LoadedOptions& options);
};

std::unique_ptr<Target> make_postgres(const std::string& address) { return make_postgres_target(address); }

constexpr std::array kSchemes = {
    Scheme{"sqlite", Dialect::sqlite, Rest::path,
           [](const std::string& path) { return make_sqlite_target(path); }, open_loaded_file},
    Scheme{"postgresql", Dialect::postgres, Rest::server, make_postgres, open_loaded_postgres},
    Scheme{"postgres", Dialect::postgres, Rest::server, make_postgres, open_loaded_postgres},
    Scheme{"jsonl", std::nullopt, Rest::path, [](const std::string& path) { return make_jsonl_target(path); },
           nullptr},
    Scheme{"csv", std::nullopt, Rest::path, [](const std::string& path) { return make_csv_target(path); },
           nullptr},
    Scheme{"null", std::nullopt, Rest::nothing, [](const std::string&) { return make_null_target(); },
           nullptr},
};

constexpr std::array<std::string_view, 3> kDatabaseEndings = {".db", ".sqlite", ".sqlite3"};
constexpr std::string_view kForms =
    "sqlite:PATH (or a path ending in .db, .sqlite, .sqlite3), postgresql://… or postgresql: for libpq's "
    "environment, jsonl:PATH, jsonl:-, csv:DIRECTORY, null:";

const Scheme* find_scheme(std::string_view name) {
  for (const Scheme& scheme : kSchemes) {
    if (scheme.name == name) return &scheme;
  }
  return nullptr;
}

// A word before the first colon is a scheme, unless it contains a slash: "./12:30.db" is a path.
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

// An address with a misspelt scheme may contain a password too.
std::string shown(std::string_view text) { return postgres::without_passwords(text); }

[[noreturn]] void throw_unknown(std::string_view text, std::string_view word) {
  std::vector<std::string> names;
  for (const Scheme& scheme : kSchemes) names.emplace_back(scheme.name);
  const auto meant = nearest(word, names);
  throw Error(Failure::usage, fmt::format("'{}' is not a target{}. A target is one of {}", shown(text),
                                          meant ? fmt::format("; did you mean {}:", *meant) : "", kForms));
}

void check_path(const TargetAddress& address) {
  if (!address.rest.empty()) return;
  const bool folder = address.scheme == "csv";
  throw Error(Failure::usage,
              fmt::format("'{}' names no {}: write {}:{}", address.text, folder ? "folder" : "file",
                          address.scheme, folder ? "DIRECTORY" : "PATH"));
}

// The rest must be "//host/database" or empty.
void check_server(const TargetAddress& address) {
  if (address.rest.empty() || address.rest.starts_with("//")) return;
  throw Error(
      Failure::usage,
      fmt::format("'{0}' is not a server's address: write {1}://USER@HOST:PORT/DATABASE, or {1}: alone for "
                  "libpq's environment (PGHOST, PGDATABASE, PGSERVICE, …)",
                  address.text, address.scheme));
}

void check_rest(const Scheme& scheme, const TargetAddress& address) {
  switch (scheme.rest) {
    case Rest::path: check_path(address); break;
    case Rest::server: check_server(address); break;
    case Rest::nothing:
      if (!address.rest.empty())
        throw Error(Failure::usage, "'" + address.text + "': nothing may follow " + address.scheme + ":");
  }
  if (address.rest.find('\0') != std::string::npos)
    throw Error(Failure::usage, "a target may not contain a zero byte");
}

[[noreturn]] void throw_no_records(const TargetAddress& address) {
  throw Error(Failure::usage, "'" + address.text + "' is not a database: " + address.scheme +
                                  ": keeps no records of its loads, so there is nothing to verify or drop");
}

}  // namespace

TargetAddress parse_target(std::string_view text) {
  const auto word = text.substr(0, text.find(':'));
  TargetAddress address;
  address.scheme = "sqlite";
  address.rest = text;
  address.text = shown(text);
  if (has_scheme(text)) {
    const Scheme* scheme = find_scheme(word);
    if (scheme == nullptr) throw_unknown(text, word);
    address.scheme = word;
    address.rest = text.substr(word.size() + 1);
  } else if (!is_database_path(text)) {
    throw_unknown(text, word);
  }
  const Scheme& scheme = *find_scheme(address.scheme);
  check_rest(scheme, address);
  address.dialect = scheme.dialect;
  address.server = scheme.rest == Rest::server;
  address.standard_output = scheme.name == "jsonl" && address.rest == "-";
  if (address.server && !address.rest.empty()) address.rest = text;  // libpq reads the scheme too
  return address;
}

std::string conceal_passwords(std::string message, const std::vector<std::string>& words) {
  for (const std::string& word : words) {
    const std::string concealed = shown(word);
    if (concealed == word) continue;
    for (std::size_t at = message.find(word); at != std::string::npos;
         at = message.find(word, at + concealed.size()))
      message.replace(at, word.size(), concealed);
    message = postgres::without_secrets(std::move(message), postgres::secrets_of(word));
  }
  return message;
}

std::unique_ptr<Target> make_target(const TargetAddress& address) {
  const Scheme* scheme = find_scheme(address.scheme);
  if (scheme == nullptr) throw_unknown(address.text, address.scheme);
  return scheme->make(address.rest);
}

std::unique_ptr<LoadedDatabase> open_loaded(const TargetAddress& address, const LoadedOptions& options) {
  const Scheme* scheme = find_scheme(address.scheme);
  if (scheme == nullptr) throw_unknown(address.text, address.scheme);
  if (scheme->open == nullptr) throw_no_records(address);
  if (!options.schema.empty() && scheme->rest != Rest::server) {
    throw Error(Failure::usage, "--schema is for Postgres only: '" + address.text + "' has no schemas");
  }
  return scheme->open(address.rest, options);
}

}  // namespace seedbed
