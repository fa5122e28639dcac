#include "support/loaded.hpp"

#include <stdexcept>

namespace seedbed::test {

Loaded::Loaded(const RunSpec& spec, MemoryOptions options) {
  const auto target = make_memory_target(store_, options);
  result_ = run(spec, *target);
}

std::size_t Loaded::number(const std::string& table) const {
  for (std::size_t t = 0; t < result_.model.tables.size(); ++t) {
    if (result_.model.tables[t].name == table) return t;
  }
  throw std::out_of_range("no table " + table);
}

std::size_t Loaded::number(std::size_t table, const std::string& column) const {
  const auto& columns = result_.model.tables[table].columns;
  for (std::size_t c = 0; c < columns.size(); ++c) {
    if (columns[c].name == column) return c;
  }
  throw std::out_of_range("no column " + column);
}

const std::vector<TextRow>& Loaded::rows(const std::string& table) const {
  return store_.tables[number(table)].rows;
}

std::vector<std::string> Loaded::column(const std::string& table, const std::string& column) const {
  const std::size_t c = number(number(table), column);
  std::vector<std::string> cells;
  for (const TextRow& row : rows(table)) cells.push_back(row[c]);
  return cells;
}

std::string Loaded::type(const std::string& table, const std::string& column) const {
  const std::size_t t = number(table);
  return std::string(type_name(result_.model.tables[t].columns[number(t, column)].type));
}

RunSpec a_day_of(const std::string& text) {
  RunSpec spec;
  spec.model = "[clock]\nstart = 2024-01-01T00:00:00Z\nduration = \"1d\"\n" + text;
  return spec;
}

}  // namespace seedbed::test
