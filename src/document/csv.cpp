#include "document/csv.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace seedbed::model {
namespace {

class CsvParser {
 public:
  CsvParser(std::string_view text, const std::string& file, Diagnostics& diagnostics)
      : text_(text), file_(file), diagnostics_(diagnostics) {}

  std::optional<CsvTable> parse();

 private:
  // Reads the cells of one line into `cells`. Returns false if there is no further line.
  bool read_row(std::vector<CsvCell>& cells);
  bool read_cell(std::vector<CsvCell>& cells);
  CsvCell read_quoted();
  void check_header();
  void fail(Location at, const std::string& message) { diagnostics_.error_in(file_, at, message); }
  // Columns are characters: the bytes that begin one are counted, from the last place asked for on.
  [[nodiscard]] Location here();
  [[nodiscard]] bool at_line_end() const {
    return at_ == text_.size() || text_[at_] == '\n' ||
           (text_[at_] == '\r' && text_.substr(at_, 2) == "\r\n");
  }

  std::string_view text_;
  const std::string& file_;
  Diagnostics& diagnostics_;
  std::size_t at_ = 0;
  std::size_t counted_ = 0;  // where `column_` is
  int column_ = 1;
  int line_ = 1;
  bool unclosed_ = false;  // a quote is not closed: the row is not as its author meant it
  CsvTable table_;
};

// The most errors that are reported.
constexpr std::size_t kMaxErrors = 20;

Location CsvParser::here() {
  for (; counted_ < at_; ++counted_) {
    const char c = text_[counted_];
    column_ = c == '\n' ? 1 : column_ + ((static_cast<unsigned char>(c) & 0xC0U) == 0x80U ? 0 : 1);
  }
  return {line_, column_};
}

std::optional<CsvTable> CsvParser::parse() {
  const std::size_t errors = diagnostics_.errors();
  if (!read_row(table_.header)) fail({1, 1}, "the file is empty: expected a line with the columns' names");
  if (!unclosed_) check_header();
  std::vector<CsvCell> row;
  while (diagnostics_.errors() < errors + kMaxErrors && read_row(row)) {
    if (row.size() != table_.header.size() && !unclosed_) {
      fail(row.front().at, fmt::format("the row has {} cell{}, the header {}", row.size(),
                                       row.size() == 1 ? "" : "s", table_.header.size()));
    }
    table_.cells.insert(table_.cells.end(), row.begin(), row.end());
  }
  if (diagnostics_.errors() > errors) return std::nullopt;
  return std::move(table_);
}

void CsvParser::check_header() {
  for (std::size_t c = 0; c < table_.header.size(); ++c) {
    const CsvCell& name = table_.header[c];
    if (name.text.empty()) fail(name.at, "a column has no name");
    const auto same = [&](const CsvCell& other) { return other.text == name.text; };
    const auto end = table_.header.begin() + static_cast<std::ptrdiff_t>(c);
    if (std::any_of(table_.header.begin(), end, same))
      fail(name.at, fmt::format("the column `{}` stands twice in the header", name.text));
  }
}

bool CsvParser::read_row(std::vector<CsvCell>& cells) {
  cells.clear();
  if (at_ == text_.size()) return false;
  while (read_cell(cells)) {
  }
  return true;
}

// Returns true if a comma, and so another cell, follows.
bool CsvParser::read_cell(std::vector<CsvCell>& cells) {
  if (at_ < text_.size() && text_[at_] == '"') {
    cells.push_back(read_quoted());
  } else {
    const Location at = here();
    const std::size_t begin = at_;
    bool reported = false;
    for (; !at_line_end() && text_[at_] != ','; ++at_) {
      if (text_[at_] != '"' || reported) continue;
      fail(here(), "a quote inside a cell: put the whole cell in quotes and double this one");
      reported = true;
    }
    cells.push_back({text_.substr(begin, at_ - begin), at, false});
  }
  if (at_ < text_.size() && text_[at_] == ',') {
    ++at_;
    return true;
  }
  if (at_ < text_.size() && text_[at_] == '\r') ++at_;
  if (at_ < text_.size()) ++at_;
  ++line_;
  return false;
}

CsvCell CsvParser::read_quoted() {
  const Location at = here();
  const std::size_t begin = ++at_;
  bool doubled = false;
  for (;; ++at_) {
    if (at_ == text_.size()) {
      fail(at, "a quote is opened here and never closed");
      unclosed_ = true;
      return {{}, at, true};
    }
    if (text_[at_] == '\n') ++line_;
    if (text_[at_] != '"') continue;
    if (text_.substr(at_, 2) != "\"\"") break;
    doubled = true;
    ++at_;
  }
  std::string_view inside = text_.substr(begin, at_ - begin);
  ++at_;
  if (!at_line_end() && text_[at_] != ',') {
    fail(here(), "text behind a closing quote: expected a comma or the end of the line");
    while (!at_line_end() && text_[at_] != ',') ++at_;
  }
  if (doubled) {
    std::string& plain = table_.unescaped.emplace_back();
    for (std::size_t i = 0; i < inside.size(); ++i) {
      plain += inside[i];
      if (inside[i] == '"') ++i;
    }
    inside = plain;
  }
  return {inside, at, true};
}

}  // namespace

std::optional<CsvTable> parse_csv(std::string_view text, const std::string& file, Diagnostics& diagnostics) {
  return CsvParser(text, file, diagnostics).parse();
}

}  // namespace seedbed::model
