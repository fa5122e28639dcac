#include "sink/readback.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <cmath>
#include <fstream>
#include <functional>
#include <memory>
#include <sstream>
#include <stdexcept>

namespace seedbed::test {
namespace {

struct Close {
  void operator()(sqlite3* handle) const { sqlite3_close(handle); }
  void operator()(sqlite3_stmt* handle) const { sqlite3_finalize(handle); }
};
using Database = std::unique_ptr<sqlite3, Close>;
using Prepared = std::unique_ptr<sqlite3_stmt, Close>;

Database open(const std::string& path) {
  sqlite3* handle = nullptr;
  const int code =
      sqlite3_open_v2(path.c_str(), &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
  Database database(handle);
  if (code != SQLITE_OK) throw std::runtime_error("cannot open " + path);
  return database;
}

void run(sqlite3* database, const std::string& sql) {
  if (sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
    throw std::runtime_error(sql + ": " + sqlite3_errmsg(database));
  }
}

Prepared prepare(sqlite3* database, const std::string& sql) {
  sqlite3_stmt* handle = nullptr;
  if (sqlite3_prepare_v2(database, sql.c_str(), -1, &handle, nullptr) != SQLITE_OK) {
    throw std::runtime_error(sql + ": " + sqlite3_errmsg(database));
  }
  return Prepared(handle);
}

std::string text_of(sqlite3_stmt* row, int column) {
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(row, column));
  return text == nullptr ? "NULL"
                         : std::string(text, static_cast<std::size_t>(sqlite3_column_bytes(row, column)));
}

void step_each(sqlite3* database, sqlite3_stmt* statement, const std::function<void(sqlite3_stmt*)>& visit) {
  int code = SQLITE_ROW;
  while ((code = sqlite3_step(statement)) == SQLITE_ROW) visit(statement);
  if (code != SQLITE_DONE) throw std::runtime_error(sqlite3_errmsg(database));
}

// `micros_per_unit`: the sink's unit of durations.
std::string cell_of(sqlite3_stmt* row, int column, const Column& type, double micros_per_unit) {
  if (sqlite3_column_type(row, column) == SQLITE_NULL) return "NULL";
  switch (type.type) {
    case Type::boolean: return sqlite3_column_int(row, column) != 0 ? "true" : "false";
    case Type::real: return fmt::format("{}", sqlite3_column_double(row, column));
    case Type::decimal: return fmt::format("{:.{}f}", sqlite3_column_double(row, column), type.scale);
    case Type::duration:
      return std::to_string(std::llround(sqlite3_column_double(row, column) * micros_per_unit));
    case Type::time: {
      std::string text = text_of(row, column);
      if (text.back() == 'Z') text.pop_back();
      text[10] = ' ';
      return text;
    }
    default: return text_of(row, column);
  }
}

TextRow row_of(sqlite3_stmt* row, const Table& table, double micros_per_unit) {
  TextRow cells;
  for (const Column& column : table.columns) {
    cells.push_back(cell_of(row, static_cast<int>(cells.size()), column, micros_per_unit));
  }
  return cells;
}

std::string quoted_name(const std::string& name) {
  std::string out = "\"";
  for (const char c : name) out += c == '"' ? "\"\"" : std::string(1, c);
  return out + '"';
}

// `write` of each column name, separated by commas.
std::string column_list(const Table& table, const std::function<std::string(const std::string&)>& write) {
  std::string list;
  for (const Column& column : table.columns) list += (list.empty() ? "" : ", ") + write(column.name);
  return list;
}

}  // namespace

std::vector<TextRow> read_sqlite(const std::string& path, const Table& table) {
  const Database database = open(path);
  const auto columns = column_list(table, quoted_name);
  const Prepared rows =
      prepare(database.get(), "SELECT " + columns + " FROM " + quoted_name(table.name) + " ORDER BY rowid");
  std::vector<TextRow> result;
  step_each(database.get(), rows.get(),
            [&](sqlite3_stmt* row) { result.push_back(row_of(row, table, 1e3)); });
  return result;
}

std::vector<TextRow> read_jsonl(const std::string& path, const Table& table) {
  const Database database = open(":memory:");
  const auto columns =
      column_list(table, [](const std::string& name) { return "json_extract(?1, '$.\"" + name + "\"')"; });
  const Prepared cells = prepare(
      database.get(), "SELECT " + columns + " WHERE json_extract(?1, '$.table') = '" + table.name + "'");
  std::vector<TextRow> result;
  std::ifstream in(path, std::ios::binary);
  for (std::string line; std::getline(in, line);) {
    sqlite3_bind_text(cells.get(), 1, line.data(), static_cast<int>(line.size()), SQLITE_TRANSIENT);
    step_each(database.get(), cells.get(),
              [&](sqlite3_stmt* row) { result.push_back(row_of(row, table, 1e6)); });
    sqlite3_reset(cells.get());
  }
  return result;
}

std::vector<TextRow> parse_csv(const std::string& text) {
  std::vector<TextRow> records;
  for (std::size_t at = 0; at < text.size();) {
    TextRow& record = records.emplace_back();
    for (bool more = true; more;) {
      std::string& field = record.emplace_back();
      if (at < text.size() && text[at] == '"') {
        for (++at; at + 1 < text.size() && (text[at] != '"' || text[at + 1] == '"'); ++at) {
          if (text[at] == '"') ++at;
          field += text[at];
        }
        ++at;
      } else {
        while (at < text.size() && std::string(",\"\r\n").find(text[at]) == std::string::npos)
          field += text[at++];
        if (field.empty()) field = "NULL";
      }
      more = at < text.size() && text[at] == ',';
      if (more) ++at;
    }
    if (text.substr(at, 2) != "\r\n") throw std::runtime_error("not CSV at byte " + std::to_string(at));
    at += 2;
  }
  return records;
}

std::vector<TextRow> read_csv(const std::string& path, const Table& table) {
  std::ifstream in(path + "/" + table.name + ".csv", std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  std::vector<TextRow> rows = parse_csv(text.str());
  TextRow names;
  for (const Column& column : table.columns) names.push_back(column.name);
  if (rows.empty() || rows.front() != names) throw std::runtime_error("no header in " + path);
  rows.erase(rows.begin());
  for (TextRow& row : rows) {
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      std::string& cell = row.at(c);
      if (cell == "NULL") continue;
      if (table.columns[c].type == Type::duration) cell = std::to_string(std::llround(std::stod(cell) * 1e6));
      if (table.columns[c].type != Type::time) continue;
      if (cell.at(10) != 'T' || cell.back() != 'Z') throw std::runtime_error("not a time: " + cell);
      cell[10] = ' ';
      cell.pop_back();
    }
  }
  return rows;
}

namespace {

// SQL for the same text of a cell as cell_text() gives.
std::string text_in_postgres(const Column& column) {
  const std::string name = quoted_name(column.name);
  switch (column.type) {
    case Type::time: return "to_char(" + name + " AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')";
    case Type::date: return "to_char(" + name + ", 'YYYY-MM-DD')";
    case Type::duration: return "(extract(epoch FROM " + name + ") * 1000000)::bigint::text";
    case Type::json: return "replace(" + name + "::text, ' ', '')";
    default: return name + "::text";
  }
}

std::string from_hex(const std::string& hex) {
  if (hex == "NULL") return hex;
  std::string text;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
    text += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  return text;
}

}  // namespace

std::vector<TextRow> read_postgres(const TestDatabase& database, const Table& table,
                                   const std::string& schema) {
  std::string columns;
  for (const Column& column : table.columns) {
    columns += std::string(columns.empty() ? "" : ", ") + "coalesce(encode(convert_to(" +
               text_in_postgres(column) + ", 'UTF8'), 'hex'), 'NULL')";
  }
  std::istringstream lines(database.query("SELECT " + columns + " FROM " + quoted_name(schema) + "." +
                                          quoted_name(table.name) + " ORDER BY ctid"));
  std::vector<TextRow> rows;
  for (std::string line; std::getline(lines, line);) {
    TextRow& row = rows.emplace_back();
    std::istringstream cells(line + "|");
    for (std::string cell; std::getline(cells, cell, '|');) row.push_back(from_hex(cell));
  }
  return rows;
}

std::vector<TextRow> query(const std::string& path, const std::string& sql) {
  const Database database = open(path);
  const Prepared statement = prepare(database.get(), sql);
  std::vector<TextRow> result;
  step_each(database.get(), statement.get(), [&](sqlite3_stmt* row) {
    auto& cells = result.emplace_back();
    for (int i = 0; i < sqlite3_column_count(row); ++i) cells.push_back(text_of(row, i));
  });
  return result;
}

std::string query_one(const std::string& path, const std::string& sql) {
  return query(path, sql).at(0).at(0);
}

void execute(const std::string& path, const std::string& sql) { run(open(path).get(), sql); }

OtherProgram::OtherProgram(const std::string& path, const std::string& sql) {
  Database database = open(path);
  run(database.get(), sql);
  handle_ = database.release();
}

OtherProgram::~OtherProgram() { sqlite3_close(static_cast<sqlite3*>(handle_)); }

}  // namespace seedbed::test
