// The DDL of tables for which the user gives no SQL scripts.
#pragma once
#include <vector>

#include "rows/table.hpp"
#include "sink/dialect.hpp"
#include "sink/target.hpp"

namespace seedbed {

// Derives the scripts from the model's tables:
//
//   type           Postgres            SQLite
//   int            bigint              INTEGER
//   real           double precision    REAL
//   decimal(n)     numeric(18, n)      NUMERIC
//   text           text                TEXT
//   time           timestamptz         TEXT
//   date           date                TEXT
//   duration       interval            INTEGER, milliseconds
//   uuid           uuid                TEXT
//   json           jsonb               TEXT
//   bool           boolean             INTEGER
//
// In Postgres, primary keys, indexes and foreign keys are created after the rows. In SQLite, foreign keys are
// part of the tables, which keep their implicit rowid; a key is a unique index, because rows do not arrive in
// the order of their keys and are stored in the order of the rowid. Foreign keys are deferred only if tables
// reference each other in a circle.
//
// REQUIRES: references name tables and columns that exist. Throws Error(Failure::usage) for a name that
// Postgres would cut.
[[nodiscard]] SqlScripts derived_ddl(const std::vector<Table>& tables, Dialect dialect);

}  // namespace seedbed
