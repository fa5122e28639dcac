#include "app/size_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/numbers.hpp"

namespace seedbed {
namespace {

std::string rows_text(double rows, bool exact) {
  if (exact) return format_count(static_cast<std::uint64_t>(rows));
  // The last digits of an estimate have no meaning.
  double unit = 1;
  while (rows / unit >= 1000) unit *= 10;
  return "about " + format_count(static_cast<std::uint64_t>(std::llround(rows / unit) * std::llround(unit)));
}

}  // namespace

std::string size_text(const SizeEstimate& size) {
  std::string text =
      fmt::format("{} rows, {} in SQLite without indexes ({})\n", rows_text(size.rows, size.exact),
                  format_bytes(static_cast<std::uint64_t>(std::llround(size.bytes))),
                  size.sampled == 0 ? "computed" : fmt::format("from a sample of {} actors", size.sampled));
  std::size_t names = 0;
  std::size_t counts = 0;
  for (const TableSize& table : size.tables) {
    names = std::max(names, table.name.size());
    counts = std::max(counts, rows_text(table.rows, table.exact).size());
  }
  for (const TableSize& table : size.tables) {
    text +=
        fmt::format("  {:<{}}  {:>{}} rows\n", table.name, names, rows_text(table.rows, table.exact), counts);
  }
  return text;
}

}  // namespace seedbed
