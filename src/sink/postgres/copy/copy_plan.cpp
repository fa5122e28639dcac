#include "sink/postgres/copy/copy_plan.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sink/postgres/copy/text_encoder.hpp"
#include "sink/postgres/server/server_type.hpp"
#include "sink/text/sql_text.hpp"

namespace seedbed::postgres {
namespace {

// The modifier of numeric is 4 more than its packed precision and scale.
constexpr std::int32_t kModifierHeader = 4;

[[noreturn]] void refuse(const Table& table, const std::string& where, const std::string& what) {
  throw Error(Failure::usage, fmt::format("{}: table '{}' {}", where, table.name, what));
}

const ServerColumn* find_column(const ServerTable& server, const std::string& name) {
  const auto found = std::find_if(server.columns.begin(), server.columns.end(),
                                  [&](const ServerColumn& column) { return column.name == name; });
  return found == server.columns.end() ? nullptr : &*found;
}

void check_scale(const Table& table, const Column& column, const ServerColumn& server,
                 const std::string& where) {
  if (column.type != Type::decimal || server_type(server.type) != ServerType::numeric) return;
  if (server.modifier < kModifierHeader) return;  // any scale
  const int scale = (server.modifier - kModifierHeader) & 0x7ff;
  if (scale >= column.scale && scale < 0x400) return;  // 0x400 is the sign bit of a negative scale
  refuse(table, where,
         fmt::format("has type {} in column '{}', which would round the model's decimal({})",
                     server.type_name, column.name, column.scale));
}

// Refuses types whose input function accepts the model's text but changes or loses its meaning: a date keeps
// only the date of a time, an interval reads a number as seconds.
void check_meaning(const Table& table, const Column& column, const ServerColumn& server,
                   const std::string& where) {
  constexpr std::uint32_t kTime = 1083;
  constexpr std::uint32_t kTimetz = 1266;
  const auto type = server_type(server.type);
  const bool number =
      column.type == Type::integer || column.type == Type::real || column.type == Type::decimal;
  const bool loses_day = server.type == kTime || server.type == kTimetz;
  if (!(column.type == Type::time && (type == ServerType::date || loses_day)) &&
      !(number && (type == ServerType::interval || type == ServerType::boolean || loses_day)) &&
      !(column.type == Type::duration && loses_day))
    return;
  refuse(table, where,
         fmt::format("has type {} in column '{}', which is not for the model's {}", server.type_name,
                     column.name, type_name(column.type)));
}

void check_other_columns(const Table& table, const ServerTable& server, const std::string& where) {
  for (const ServerColumn& column : server.columns) {
    const bool ours = std::any_of(table.columns.begin(), table.columns.end(),
                                  [&](const Column& one) { return one.name == column.name; });
    if (ours || !column.not_null || column.has_default || column.generated) continue;
    refuse(table, where,
           fmt::format("has a column '{}' of which the model knows nothing, which is NOT NULL and has no "
                       "default: give it one",
                       column.name));
  }
}

}  // namespace

CopyPlan plan_copy(const Table& table, const std::optional<ServerTable>& server, const std::string& where) {
  if (!server) {
    throw Error(Failure::usage, fmt::format("{}: there is no table '{}', into which the model writes rows",
                                            where, table.name));
  }
  if (!is_table(*server)) refuse(table, where, "is no table: something else has its name");
  CopyPlan plan;
  plan.freezes = server->kind == 'r';
  for (const Column& column : table.columns) {
    const ServerColumn* into = find_column(*server, column.name);
    if (into == nullptr) refuse(table, where, fmt::format("has no column '{}'", column.name));
    if (into->generated)
      refuse(table, where,
             fmt::format("computes its column '{}' itself, which the model writes", column.name));
    check_scale(table, column, *into, where);
    const auto type = server_type(into->type);
    plan.binary = plan.binary && type && is_encodable(column.type, *type);
    plan.columns += (plan.columns.empty() ? "" : ", ") + quoted_name(column.name);
    plan.into.push_back(*into);
  }
  check_other_columns(table, *server, where);
  return plan;
}

CopyPlan plan_copy(Connection& connection, const std::string& schema, const Table& table,
                   const std::string& where) {
  CopyPlan plan = plan_copy(table, find_table(connection, schema, table.name), where);
  if (plan.binary) return plan;
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    const Column& column = table.columns[c];
    check_meaning(table, column, plan.into[c], where);
    const std::string sample(column.type == Type::decimal && column.scale == 0 ? "1"
                                                                               : sample_text(column.type));
    if (sample.empty()) continue;  // nothing to try for a text
    // For a domain, try its base type: the sample may fail a check that the rows pass.
    const std::string base =
        connection.value("SELECT pg_catalog.format_type($1::oid, $2::int)",
                         {std::to_string(plan.into[c].type), std::to_string(plan.into[c].modifier)});
    try {
      (void)connection.query("SELECT CAST(" + connection.literal(sample) + " AS " + base + ")");
    } catch (const ServerError& error) {
      refuse(table, where,
             fmt::format("has type {} in column '{}', which takes no {} of the model: {}",
                         plan.into[c].type_name, column.name, type_name(column.type),
                         described(error.message())));
    }
  }
  return plan;
}

}  // namespace seedbed::postgres
