#include "sink/load_record.hpp"

#include <algorithm>
#include <charconv>
#include <functional>
#include <optional>

#include "base/civil_time.hpp"
#include "base/error.hpp"
#include "base/json_reader.hpp"
#include "base/json_writer.hpp"

namespace seedbed {
namespace {

constexpr std::size_t kHexWord = 16;  // digits of 64 bits

// The first difference that forbids two loads to share tables; "" if there is none.
std::string difference(const LoadIdentity& earlier, const LoadIdentity& now) {
  const auto values = [](const std::string& before, const std::string& after) {
    return " (" + before + " before, " + after + " now)";
  };
  if (earlier.model != now.model) return "the model";
  if (earlier.model_digest != now.model_digest) return "the model's text";
  if (earlier.parameters != now.parameters)
    return "the parameters" + values(earlier.parameters, now.parameters);
  if (earlier.seed != now.seed)
    return "the seed" + values(std::to_string(earlier.seed), std::to_string(now.seed));
  if (earlier.start != now.start)
    return "the start" + values(format_time(earlier.start), format_time(now.start));
  return "";
}

bool overlap(const LoadIdentity& a, const LoadIdentity& b) {
  if (a.shard != b.shard) return false;
  if (a.since == b.since && a.until == b.until) return true;
  return a.since < b.until && b.since < a.until;
}

template <typename Value>
std::string by_table(const std::vector<Table>& tables, const Value& value) {
  std::string out = "{";
  for (std::size_t i = 0; i < tables.size(); ++i) {
    if (i > 0) out += ',';
    append_json_string(out, tables[i].name);
    out += ':' + value(i);
  }
  return out + '}';
}

std::string type_text(const Column& column) {
  std::string text(type_name(column.type));
  if (column.type == Type::decimal) text += '(' + std::to_string(column.scale) + ')';
  return text;
}

template <typename Number>
bool read_number(std::string_view text, Number& to, int base = 10) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), to, base);
  return error == std::errc() && end == text.data() + text.size();
}

bool read_type(std::string_view text, Column& to) {
  const auto name = text.substr(0, text.find('('));
  for (int t = 0; t <= static_cast<int>(Type::json); ++t) {
    to.type = static_cast<Type>(t);
    if (type_name(to.type) != name) continue;
    if (to.type != Type::decimal) return name == text;
    return text.size() > name.size() + 2 && text.ends_with(')') &&
           read_number(text.substr(name.size() + 1, text.size() - name.size() - 2), to.scale);
  }
  return false;
}

// Each of these reads one table's value, and returns false if the value has another form.
bool read_rows(const JsonValue& value, RecordedTable& to) {
  return value.kind == JsonValue::Kind::number && read_number(value.text, to.rows);
}

bool read_digest(const JsonValue& value, RecordedTable& to) {
  if (value.kind != JsonValue::Kind::text || value.text.size() != 2 * kHexWord) return false;
  const std::string_view text = value.text;
  return read_number(text.substr(0, kHexWord), to.digest.high, 16) &&
         read_number(text.substr(kHexWord), to.digest.low, 16);
}

bool read_columns(const JsonValue& value, RecordedTable& to) {
  for (const JsonValue& pair : value.items) {
    Column& column = to.table.columns.emplace_back();
    if (pair.items.size() != 2 || !read_type(pair.items[1].text, column)) return false;
    column.name = pair.items[0].text;
  }
  return value.kind == JsonValue::Kind::array && !value.items.empty();
}

// Reads a JSON object with one member per table.
bool read_by_table(const std::string& text, std::vector<RecordedTable>& tables,
                   bool (*read)(const JsonValue&, RecordedTable&)) {
  const auto json = parse_json(text);
  if (!json || json->kind != JsonValue::Kind::object || json->names.size() != tables.size()) return false;
  for (RecordedTable& table : tables) {
    const auto name = std::find(json->names.begin(), json->names.end(), table.table.name);
    if (name == json->names.end()) return false;
    if (!read(json->items[static_cast<std::size_t>(name - json->names.begin())], table)) return false;
  }
  return true;
}

bool read_names(const std::string& text, std::vector<std::string>& to) {
  const auto json = parse_json(text);
  if (!json || json->kind != JsonValue::Kind::array) return false;
  for (const JsonValue& item : json->items) {
    if (item.kind != JsonValue::Kind::text) return false;
    to.push_back(item.text);
  }
  return true;
}

bool read_tables(const std::string& text, std::vector<RecordedTable>& to) {
  const auto json = parse_json(text);
  if (!json) return false;
  for (const std::string& name : json->names) to.emplace_back().table.name = name;
  return read_by_table(text, to, read_rows);
}

}  // namespace

std::string describe(const LoadIdentity& load) {
  return "model " + load.model + ", seed " + std::to_string(load.seed) + ", shard " +
         std::to_string(load.shard) + "/" + std::to_string(load.shards) + ", from " +
         format_time(load.since) + " until " + format_time(load.until);
}

void check_append(const LoadIdentity& earlier, const LoadIdentity& now, const std::string& display_name) {
  const std::string holds = display_name + " holds a load into the same tables (" + describe(earlier) + ")";
  if (const auto what = difference(earlier, now); !what.empty()) {
    throw Error(Failure::usage,
                holds + ", and this load differs in " + what +
                    ": their rows would not belong together; choose another target, or --if-exists replace");
  }
  if (earlier.shards != now.shards) {
    const std::string shards = std::to_string(earlier.shards);
    throw Error(Failure::exists, holds + ", which was shard K of " + shards + ": shards of " +
                                     std::to_string(now.shards) + " do not complete it; use --shard K/" +
                                     shards);
  }
  if (overlap(earlier, now)) {
    throw Error(Failure::exists, holds + ", and this load (" + describe(now) +
                                     ") is in it already, wholly or in part: nothing is appended");
  }
  if (now.end_matters && earlier.end != now.end) {
    throw Error(Failure::exists,
                holds + ", whose run ends at " + format_time(earlier.end) + ", but this run ends at " +
                    format_time(now.end) +
                    ": the model's rows depend on the end, so the parts would not fit together");
  }
}

std::string rows_json(const LoadRequest& request, const LoadTotals& totals) {
  return by_table(request.tables, [&](std::size_t i) { return std::to_string(totals.rows.at(i)); });
}

std::string digests_json(const LoadRequest& request, const LoadTotals& totals) {
  return by_table(request.tables, [&](std::size_t i) { return '"' + to_hex(totals.digests.at(i)) + '"'; });
}

std::string columns_json(const std::vector<Table>& tables) {
  return by_table(tables, [&](std::size_t i) {
    std::string list = "[";
    for (const Column& column : tables[i].columns) {
      if (list.size() > 1) list += ',';
      list += json_array({column.name, type_text(column)});
    }
    return list + ']';
  });
}

RecordedLoad record_of(const LoadRequest& request, const LoadTotals& totals) {
  RecordedLoad load{request.identity, {}, {}};
  for (std::size_t t = 0; t < request.tables.size(); ++t)
    load.tables.push_back({request.tables[t], totals.rows.at(t), totals.digests.at(t)});
  return load;
}

void read_record_texts(const RecordTexts& texts, const std::string& display_name, RecordedLoad& to) {
  const auto require = [&](bool understood, const char* column) {
    if (understood) return;
    throw Error(Failure::usage, "the records of loads in " + display_name +
                                    " (table seedbed_load) cannot be read: the value in column `" + column +
                                    "`, for the load of " + describe(to.identity) + ", is not valid");
  };
  require(read_tables(texts.rows, to.tables), "rows");
  require(read_by_table(texts.digests, to.tables, read_digest), "digests");
  if (!texts.columns.empty()) require(read_by_table(texts.columns, to.tables, read_columns), "columns");
  require(read_names(texts.objects, to.objects), "objects");
}

}  // namespace seedbed
