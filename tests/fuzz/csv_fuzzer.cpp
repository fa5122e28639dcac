// Bytes as a file of rows: a table of whole rows whose cells stand where they say, or errors.
#include <cstdlib>
#include <string_view>

#include "document/csv.hpp"
#include "fuzz/fuzzer.hpp"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace seedbed::model;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  Diagnostics diagnostics("fuzz.toml");
  const auto table = parse_csv(text, "fuzz.csv", diagnostics);
  require(table.has_value() != diagnostics.failed());
  (void)diagnostics.lines();
  if (!table) return 0;
  require(!table->header.empty() && table->cells.size() == table->rows() * table->header.size());
  Location last{1, 0};
  for (const CsvCell& cell : table->cells) {
    require(cell.at.line > last.line || (cell.at.line == last.line && cell.at.column > last.column));
    require(cell.quoted || cell.text.find_first_of(",\"\n") == std::string_view::npos);
    last = cell.at;
  }
  return 0;
}
