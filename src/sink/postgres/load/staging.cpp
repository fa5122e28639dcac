#include "sink/postgres/load/staging.hpp"

#include <fmt/format.h>

#include <charconv>

#include "sink/postgres/server/catalog.hpp"
#include "sink/text/sql_text.hpp"

namespace seedbed::postgres {
namespace {

constexpr std::string_view kPrefix = "seedbed_staging_";
constexpr std::string_view kComment = "tables of a seedbed load that is under way";
// Marks a schema of the user: all other tables in it were made by a load.
constexpr std::string_view kMarker = "seedbed_staging";

// Name and comment show that a load made the schema, and this user may drop it.
constexpr char kAbandoned[] =
    "SELECT nspname FROM pg_catalog.pg_namespace WHERE nspname ~ '^seedbed_staging_[0-9a-f]{16}$'::text"
    " AND pg_catalog.obj_description(oid, 'pg_namespace') = $1 AND pg_catalog.pg_has_role(nspowner, 'USAGE')";

LoadId id_in(const std::string& name) {
  LoadId id{0};
  std::from_chars(name.data() + kPrefix.size(), name.data() + name.size(), id.number, 16);
  return id;
}

// A server process whose client has gone may still use the schema. If it does, a later load drops the schema.
void drop_schema(Connection& connection, const std::string& name) {
  connection.execute("BEGIN");
  connection.execute("SET LOCAL lock_timeout = '5s'");
  try {
    connection.execute("DROP SCHEMA IF EXISTS " + quoted_name(name) + " CASCADE");
  } catch (const ServerError& error) {
    if (error.sqlstate() != "55P03") throw;
    connection.execute("ROLLBACK");
    return;
  }
  connection.execute("COMMIT");
}

void remove_abandoned(Connection& connection) {
  const Rows schemas = connection.query(kAbandoned, {std::string(kComment)});
  for (std::size_t r = 0; r < schemas.size(); ++r) {
    const std::string name = schemas.text(r, 0);
    const std::int32_t key = lock_key(id_in(name));
    if (!try_lock(connection, LockClass::load, key)) continue;  // its load is running
    drop_schema(connection, name);
    unlock(connection, LockClass::load, key);
  }
}

void drop_tables(Connection& connection, const std::string& schema) {
  std::string list;
  for (const std::string& table : relations_of(connection, schema, "rp"))
    list += (list.empty() ? "" : ", ") + quoted_name(schema) + "." + quoted_name(table);
  if (!list.empty()) connection.execute("DROP TABLE " + list + " CASCADE");
}

}  // namespace

Staging::Staging(Session& session) {
  remove_abandoned(session.control());
  if (session.request().server.staging.empty()) {
    make_own(session);
  } else {
    take_named(session);
  }
}

void Staging::make_own(Session& session) {
  Connection& connection = session.control();
  name_ = std::string(kPrefix) + session.id().text();
  if (connection.value("SELECT pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE')") !=
      "t") {
    throw Error(
        Failure::load,
        "this user may not create schemas in the database, and a load needs one until it is complete: "
        "have somebody create an empty one that belongs to this user, and name it with --staging");
  }
  try {
    connection.execute("BEGIN");
    connection.execute("CREATE SCHEMA " + quoted_name(name_));
    connection.execute("COMMENT ON SCHEMA " + quoted_name(name_) + " IS " + connection.literal(kComment));
    connection.execute("COMMIT");
  } catch (const ConnectionLost&) {  // the outcome of COMMIT is unknown
    drop_over_new_connection(session);
    throw;
  }
}

void Staging::take_named(Session& session) {
  Connection& connection = session.control();
  const std::string& name = session.request().server.staging;
  own_ = false;
  if (name == session.schema())
    throw Error(Failure::usage, fmt::format("--staging {}: that is where the tables go in the end", name));
  if (connection.query("SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = $1", {name}).empty())
    throw Error(Failure::usage, fmt::format("--staging {}: there is no such schema in the database", name));
  if (!try_lock(connection, LockClass::staging, lock_key(name)))
    throw Error(Failure::load, fmt::format("--staging {}: another load is using this schema", name));
  connection.execute("BEGIN");
  if (find_table(connection, name, std::string(kMarker))) drop_tables(connection, name);
  if (const auto left = relations_of(connection, name); !left.empty()) {
    throw Error(Failure::usage,
                fmt::format("--staging {}: the schema is not empty; it holds '{}'", name, left.front()));
  }
  connection.execute("CREATE TABLE " + quoted_name(name) + "." + quoted_name(kMarker) + " ()");
  connection.execute("COMMIT");
  name_ = name;  // from here on drop() has something to do
}

void Staging::close(Connection& connection) const {
  if (own_) {
    connection.execute("DROP SCHEMA " + quoted_name(name_));
  } else {
    connection.execute("DROP TABLE " + quoted_name(name_) + "." + quoted_name(kMarker));
  }
}

void Staging::drop_over_new_connection(const Session& session) const noexcept {
  try {
    const auto connection = session.take_over();
    if (!connection) return;
    if (!own_ && !try_lock(*connection, LockClass::staging, lock_key(name_)))
      return;  // another load uses it now
    drop(*connection);
  } catch (...) {  // the next load cleans up
  }
}

void Staging::drop(Connection& connection) const {
  if (name_.empty()) return;
  if (own_) return drop_schema(connection, name_);
  connection.execute("SET lock_timeout = '5s'");  // the connection is not used for anything else
  drop_tables(connection, name_);
}

}  // namespace seedbed::postgres
