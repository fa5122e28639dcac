// The DDL of tables for which nobody wrote SQL.
#pragma once
#include <vector>

#include "rows/table.hpp"
#include "sink/dialect.hpp"
#include "sink/target.hpp"

namespace seedbed {

// The scripts as a person would have written them:
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
// In Postgres primary keys, indexes and foreign keys come after the rows. In SQLite foreign keys stand in the
// tables, which have their implicit rowid; a key is a unique index, because keys do not come in their order
// and rows are stored in the order of the rowid. Foreign keys are deferred where tables reference each other
// in a circle, and only there. References name tables and columns that are there.
//
// Throws Error(Failure::usage) for a name that Postgres would cut.
[[nodiscard]] SqlScripts derived_ddl(const std::vector<Table>& tables, Dialect dialect);

}  // namespace seedbed
