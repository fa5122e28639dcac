// Compares what a command printed with what a case expects.
#pragma once
#include <string>
#include <string_view>

#include "case_runner/case_file.hpp"

namespace seedbed::test {

// Placeholders of an expected line: {number} is a run of digits with the marks of numbers among them (`.`,
// `,`), and
// {...} is any text. A line {lines} is any number of lines.

[[nodiscard]] bool matches(std::string_view expected, std::string_view line);

// Trailing empty lines do not count on either side.
[[nodiscard]] bool matches(const Lines& expected, const Lines& lines);

// `lines` as an expectation: a line that one of `expected` matches, in order, becomes that one, so that
// placeholders stay.
[[nodiscard]] Lines updated(const Lines& expected, const Lines& lines);

// What differs, in lines that begin with "- " (expected), "+ " (printed) or two spaces.
[[nodiscard]] std::string difference(const Lines& expected, const Lines& lines);

}  // namespace seedbed::test
