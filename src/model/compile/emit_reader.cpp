#include "model/compile/emit_reader.hpp"

#include <fmt/format.h>

#include "document/keys.hpp"

namespace seedbed::model {
namespace {

std::optional<RowsPart> read_rows(const Node& entry, const std::string& where, TableSet& tables,
                                  Diagnostics& diagnostics) {
  RowsPart row;
  row.node = &entry;
  const Node* name = &entry;
  if (entry.is(Node::Kind::table)) {
    Keys keys(entry, where + ", `emit`", diagnostics);
    name = keys.take_text("table", "\"trx\"");
    row.columns = keys.take_table("columns");
    row.when = keys.take("when");
    keys.finish();
    if (name == nullptr && entry.find("table") == nullptr) {
      diagnostics.error(entry.at, fmt::format("{}: an entry of `emit` has no `table`", where));
    }
    if (name == nullptr) {
      tables.assume_written();
      return std::nullopt;
    }
  } else if (!entry.is(Node::Kind::text)) {
    diagnostics.error(
        entry.at, fmt::format("{}: `emit` expects names of tables, found {}", where, describe(entry.kind)));
    return std::nullopt;
  }
  const auto table = tables.find(name->text);
  if (!table) {
    tables.assume_written();
    diagnostics.error(name->at, fmt::format("{}: there is no table `{}`{}", where, name->text,
                                            suggestion(name->text, tables.names())));
    return std::nullopt;
  }
  if (tables.at(*table).of_entity) {
    diagnostics.error(name->at, fmt::format("{}: the rows of table `{}` are an entity's", where, name->text));
    return std::nullopt;
  }
  row.table = *table;
  tables.at(*table).written = true;
  if (row.columns != nullptr) {
    for (const Node& column : row.columns->items) tables.add_override(*table, column);
  }
  return row;
}

}  // namespace

std::vector<RowsPart> read_emit(const Node* emit, const std::string& where, TableSet& tables,
                                Diagnostics& diagnostics) {
  std::vector<RowsPart> rows;
  if (emit == nullptr) return rows;
  if (!emit->is(Node::Kind::array)) {
    tables.assume_written();
    const std::string example = emit->is(Node::Kind::text) ? emit->text : "trx";
    diagnostics.error(emit->at, fmt::format("{}: `emit` expects a list such as [\"{}\"], found {}", where,
                                            example, describe(emit->kind)));
    return rows;
  }
  for (const Node& entry : emit->items) {
    if (const auto row = read_rows(entry, where, tables, diagnostics)) rows.push_back(*row);
  }
  return rows;
}

}  // namespace seedbed::model
