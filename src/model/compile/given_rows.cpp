#include "model/compile/given_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "document/csv.hpp"
#include "document/keys.hpp"

namespace seedbed::model {
namespace {

using Kind = ExprType::Kind;

constexpr std::size_t kMaxErrors = 20;  // further errors would not help the user

struct Cell {
  Kind kind = Kind::null;  // the narrowest type that fits the text
  std::string text;        // as in the file
  std::int64_t integer = 0;
  double real = 0;
  Location at;
};

bool is_number(std::string_view text) {
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) text.remove_prefix(1);
  const bool digit = !text.empty() && text.front() >= '0' && text.front() <= '9';
  return digit && !(text.size() > 1 && text.front() == '0' && text[1] >= '0' && text[1] <= '9');
}

template <typename T>
bool parse_whole(std::string_view text, T& value) {
  if (!text.empty() && text.front() == '+') text.remove_prefix(1);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}

Cell read_cell(const CsvCell& csv) {
  Cell cell;
  cell.at = csv.at;
  cell.text = csv.text;
  if (csv.text.empty() && !csv.quoted) return cell;
  cell.kind = Kind::text;
  if (csv.quoted) return cell;
  if (csv.text == "true" || csv.text == "false") {
    cell.kind = Kind::boolean;
    cell.integer = csv.text == "true" ? 1 : 0;
  } else if (is_number(csv.text)) {
    if (parse_whole(csv.text, cell.integer)) {
      cell.kind = Kind::integer;
      cell.real = static_cast<double>(cell.integer);
    } else if (parse_whole(csv.text, cell.real) && std::isfinite(cell.real)) {
      cell.kind = Kind::real;
    }
  }
  return cell;
}

std::optional<Cell> read_cell(const Node& node) {
  Cell cell;
  cell.at = node.at;
  switch (node.kind) {
    case Node::Kind::text:
      cell.kind = Kind::text;
      cell.text = node.text;
      return cell;
    case Node::Kind::boolean:
      cell.kind = Kind::boolean;
      cell.integer = node.integer;
      cell.text = node.integer != 0 ? "true" : "false";
      return cell;
    case Node::Kind::integer:
      cell.kind = Kind::integer;
      cell.integer = node.integer;
      cell.real = static_cast<double>(node.integer);
      cell.text = fmt::format("{}", node.integer);
      return cell;
    case Node::Kind::real:
      if (!std::isfinite(node.real)) return std::nullopt;
      cell.kind = Kind::real;
      cell.real = node.real;
      cell.text = fmt::format("{}", node.real);
      return cell;
    default: return std::nullopt;
  }
}

bool fits(Kind cell, Kind column) {
  return cell == Kind::null || cell == column || column == Kind::text ||
         (cell == Kind::integer && column == Kind::real);
}

Kind narrowest(const std::vector<Cell>& cells) {
  for (const Kind kind : {Kind::integer, Kind::real, Kind::boolean}) {
    const bool all =
        std::all_of(cells.begin(), cells.end(), [&](const Cell& c) { return fits(c.kind, kind); });
    const bool any =
        std::any_of(cells.begin(), cells.end(), [](const Cell& c) { return c.kind != Kind::null; });
    if (all && any) return kind;
  }
  return Kind::text;
}

Value value_of(const Cell& cell, Kind column, Program& program) {
  if (cell.kind == Kind::null) return Value::nothing();
  switch (column) {
    case Kind::real: return Value::of_real(cell.real);
    case Kind::text: return program.fixed_text(cell.text);
    default: return Value::of_integer(cell.integer);
  }
}

// The columns during reading.
class Columns {
 public:
  Columns(const Node* types, std::string file, Diagnostics& diagnostics)
      : types_(types), file_(std::move(file)), diagnostics_(diagnostics) {}

  // The column of that name; appended if it is new.
  std::vector<Cell>& column(const std::string& name, Location at) {
    for (std::size_t c = 0; c < names_.size(); ++c) {
      if (names_[c] == name) return cells_[c];
    }
    names_.push_back(name);
    places_.push_back(at);
    return cells_.emplace_back();
  }
  [[nodiscard]] std::vector<std::vector<Cell>>& cells() { return cells_; }

  std::vector<GivenColumn> finish(Program& program) {
    check_types();
    std::vector<GivenColumn> result;
    for (std::size_t c = 0; c < names_.size(); ++c) {
      const Kind kind = type_of(c);
      GivenColumn column{names_[c], {kind, 0, 0}, places_[c], {}};
      for (const Cell& cell : cells_[c]) {
        if (fits(cell.kind, kind)) {
          column.values.push_back(value_of(cell, kind, program));
        } else if (++errors_ <= kMaxErrors) {
          diagnostics_.error_in(file_, cell.at,
                                fmt::format("'{}' in the column `{}` is no {}, which `types` says it is",
                                            cell.text, names_[c], type_name({kind, 0, 0})));
        }
      }
      result.push_back(std::move(column));
    }
    return result;
  }

 private:
  void check_types() {
    if (types_ == nullptr) return;
    for (const Node& type : types_->items) {
      if (std::find(names_.begin(), names_.end(), type.key) == names_.end()) {
        diagnostics_.error(type.key_at, fmt::format("`types`: there is no column `{}`{}", type.key,
                                                    suggestion(type.key, names_)));
      }
      const bool known = type.is(Node::Kind::text) && (type.text == "int" || type.text == "real" ||
                                                       type.text == "bool" || type.text == "text");
      if (!known) {
        diagnostics_.error(type.at,
                           fmt::format("`types`: expected \"int\", \"real\", \"bool\" or \"text\" for the "
                                       "column `{}`",
                                       type.key));
      }
    }
  }

  [[nodiscard]] Kind type_of(std::size_t column) const {
    const Node* said = types_ == nullptr ? nullptr : types_->find(names_[column]);
    if (said == nullptr || !said->is(Node::Kind::text)) return narrowest(cells_[column]);
    const auto type = parse_type(said->text);
    return type ? type->kind : narrowest(cells_[column]);
  }

  const Node* types_;
  std::string file_;
  Diagnostics& diagnostics_;
  std::vector<std::string> names_;
  std::vector<Location> places_;
  std::vector<std::vector<Cell>> cells_;
  std::size_t errors_ = 0;
};

}  // namespace

std::optional<GivenRows> read_given_rows(const Node& rows, const Node* types, Program& program,
                                         Diagnostics& diagnostics) {
  const std::size_t before = diagnostics.errors();
  GivenRows result;
  result.file = diagnostics.file();
  Columns columns(types, "", diagnostics);
  for (const Node& row : rows.items) {
    if (!row.is(Node::Kind::table)) {
      diagnostics.error(row.at, fmt::format("`rows`: expected a table such as {{ name = \"a\", size = 3 }}, "
                                            "found {}",
                                            describe(row.kind)));
      continue;
    }
    for (const Node& entry : row.items) {
      auto cell = read_cell(entry);
      if (!cell) {
        diagnostics.error(
            entry.at, fmt::format("`rows`, `{}`: expected a text, a number or a boolean, found {}", entry.key,
                                  describe(entry.kind)));
        continue;
      }
      auto& cells = columns.column(entry.key, entry.key_at);
      cells.resize(result.places.size());  // null in earlier rows
      cells.push_back(std::move(*cell));
    }
    result.places.push_back(row.at);
  }
  for (auto& cells : columns.cells()) cells.resize(result.places.size());
  result.columns = columns.finish(program);
  if (diagnostics.errors() > before) return std::nullopt;
  return result;
}

std::optional<GivenRows> read_given_rows(const ModelFile& csv, const Node* types, Program& program,
                                         Diagnostics& diagnostics) {
  const std::size_t before = diagnostics.errors();
  const auto table = parse_csv(csv.text, csv.path, diagnostics);
  if (!table) return std::nullopt;
  GivenRows result;
  result.file = csv.path;
  Columns columns(types, csv.path, diagnostics);
  for (std::size_t c = 0; c < table->header.size(); ++c) {
    auto& cells = columns.column(std::string(table->header[c].text), table->header[c].at);
    for (std::size_t row = 0; row < table->rows(); ++row) cells.push_back(read_cell(table->at(row, c)));
  }
  for (std::size_t row = 0; row < table->rows(); ++row) result.places.push_back(table->at(row, 0).at);
  result.columns = columns.finish(program);
  if (diagnostics.errors() > before) return std::nullopt;
  return result;
}

}  // namespace seedbed::model
