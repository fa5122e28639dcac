#include "sink/registry.hpp"

#include "sink/small_loads.hpp"
#include "support/catch.hpp"

using namespace seedbed;
using namespace seedbed::test;

TEST_CASE("addresses of targets", "[registry]") {
  struct Case {
    const char* text;
    const char* scheme;
    const char* rest;
    std::optional<Dialect> dialect;
  };
  for (const Case c :
       {Case{"sqlite:a.db", "sqlite", "a.db", Dialect::sqlite},
        Case{"sqlite:a", "sqlite", "a", Dialect::sqlite}, Case{"x/a.db", "sqlite", "x/a.db", Dialect::sqlite},
        Case{"a.sqlite", "sqlite", "a.sqlite", Dialect::sqlite},
        Case{"a.sqlite3", "sqlite", "a.sqlite3", Dialect::sqlite},
        Case{"./12:30.db", "sqlite", "./12:30.db", Dialect::sqlite},
        Case{"sqlite:file:x", "sqlite", "file:x", Dialect::sqlite},
        Case{"jsonl:-", "jsonl", "-", std::nullopt}, Case{"jsonl:a.db", "jsonl", "a.db", std::nullopt},
        Case{"csv:a/b", "csv", "a/b", std::nullopt}, Case{"null:", "null", "", std::nullopt}}) {
    const auto address = parse_target(c.text);
    CHECK(address.scheme == c.scheme);
    CHECK(address.rest == c.rest);
    CHECK(address.dialect == c.dialect);
    CHECK(address.text == c.text);
    CHECK(make_target(address) != nullptr);
  }
}

TEST_CASE("a word that is not a target is refused, and the targets are listed", "[registry]") {
  for (const char* text :
       {"", "a.txt", ".db", "postgre://host/a.db", "sqlite:", "jsonl:", "csv:", "null:x", "sqllite:a.db"}) {
    const auto error = caught([&] { (void)parse_target(text); });
    CAPTURE(text, error.message);
    CHECK(error.failure == Failure::usage);
  }
  CHECK(caught([] { (void)parse_target("sqllite:a.db"); }).says("did you mean sqlite:"));
  CHECK(caught([] { (void)parse_target("a.txt"); }).says("jsonl:PATH, jsonl:-, csv:DIRECTORY, null:"));
  CHECK(caught([] { (void)parse_target("csv:"); }).says("names no folder: write csv:DIRECTORY"));
  CHECK(caught([] { (void)parse_target("sqlite:"); }).says("names no file"));
}
