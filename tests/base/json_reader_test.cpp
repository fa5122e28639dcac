#include "base/json_reader.hpp"

#include <string>

#include "support/catch.hpp"

using seedbed::json_fault;

TEST_CASE("what is JSON") {
  for (const char* text :
       {"null", "true", " false ", "0", "-0", "12.5e-3", "1E+9", "\"\"", "\"a\\n\\u00e9\\\\\\/ ü\"", "[]",
        "{}", "[1,[2,{\"a\":[]}],\"x\"]", "{\"a\":1,\"b\":{\"c\":null}}", " {\t\"a\" :\r\n[ ] } ",
        "\"\\ud83c\\udf31\"", "\"\x7f\""}) {
    CAPTURE(text);
    CHECK_FALSE(json_fault(text).has_value());
  }
  CHECK_FALSE(json_fault(std::string(1000, '[') + std::string(1000, ']')).has_value());
}

TEST_CASE("what is no JSON, and where it stops being any") {
  struct Case {
    std::string text;
    std::size_t at;
  };
  for (const Case& c : {Case{"", 0},
                        Case{"  ", 2},
                        Case{"nul", 0},
                        Case{"nulls", 4},
                        Case{"True", 0},
                        Case{"01", 1},
                        Case{"1.", 2},
                        Case{".5", 0},
                        Case{"-", 1},
                        Case{"1e", 2},
                        Case{"+1", 0},
                        Case{"NaN", 0},
                        Case{"'a'", 0},
                        Case{"\"a", 2},
                        Case{"\"a\nb\"", 2},
                        Case{"\"\\x\"", 2},
                        Case{"\"\\u12g4\"", 5},
                        Case{"[1,]", 3},
                        Case{"[1 2]", 3},
                        Case{"[1", 2},
                        Case{"]", 0},
                        Case{"{a:1}", 1},
                        Case{"{\"a\"}", 4},
                        Case{"{\"a\":}", 5},
                        Case{"{\"a\":1,}", 7},
                        Case{"[}", 1},
                        Case{"{]", 1},
                        Case{"[1}", 2},
                        Case{"1 2", 2},
                        Case{std::string("1\0", 2), 1},
                        Case{"\"\\u0000\"", 7},
                        Case{"\"\\udc00\"", 7},
                        Case{"\"\\ud800x\"", 7},
                        Case{"\"\\ud800\\u0041\"", 13},
                        Case{std::string(1001, '[') + std::string(1001, ']'), 1000}}) {
    CAPTURE(c.text);
    const auto fault = json_fault(c.text);
    REQUIRE(fault.has_value());
    CHECK(*fault == c.at);
  }
}
