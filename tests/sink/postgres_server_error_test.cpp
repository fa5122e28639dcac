#include "sink/postgres/server/server_error.hpp"

#include "support/catch.hpp"

using namespace seedbed::postgres;

TEST_CASE("an error is one paragraph with its SQLSTATE and what to do") {
  const ServerMessage message{"23505",
                              "duplicate key value violates unique constraint \"people_pkey\"",
                              "Key (id)=(1) already exists.",
                              "",
                              "COPY people, line 3",
                              0};
  CHECK(described(message) ==
        "duplicate key value violates unique constraint \"people_pkey\"; Key (id)=(1) already exists.; COPY "
        "people, "
        "line 3 (SQLSTATE 23505). the model's rows and the table's constraint do not fit together: change "
        "one of "
        "them");
  CHECK(described({"", "no such thing", "", "", "", 0}) == "no such thing");
  const ServerError error("creating the tables", message);
  CHECK(error.failure() == seedbed::Failure::load);
  CHECK(error.sqlstate() == "23505");
}

TEST_CASE("what to do depends on the SQLSTATE, or its class") {
  struct Case {
    const char* sqlstate;
    const char* begins;
  };
  for (const Case& one :
       {Case{"28P01", "give the password"}, Case{"28000", "check user"}, Case{"3D000", "create the database"},
        Case{"53300", "the server has no connection"}, Case{"53100", "free space"},
        Case{"53200", "the server has run out"}, Case{"42501", "ask the owner"},
        Case{"25006", "transactions are read-only"}, Case{"2BP01", "drop or move"},
        Case{"57P01", "run the load again"}, Case{"57014", "raise statement_timeout"},
        Case{"55P03", "something else holds"}, Case{"40P01", "something else locked"},
        Case{"22P05", "the database's encoding"}, Case{"22021", "Postgres cannot store"},
        Case{"23503", "a row that it names"}, Case{"23505", "the model's rows"}}) {
    INFO(one.sqlstate);
    CHECK(std::string(advice(one.sqlstate)).find(one.begins) == 0);
  }
  CHECK(advice("XX000").empty());
  CHECK(advice("").empty());
}

TEST_CASE("the row and the column of a COPY are read from the context, in any language") {
  CHECK(copy_line("COPY people, line 12, column age: \"x\"", "people") == 12);
  CHECK(copy_column("COPY people, line 12, column age: \"x\"", "people") == "age");
  CHECK(copy_line("COPY people, Zeile 12, Spalte age", "people") == 12);
  CHECK(copy_column("COPY people, Zeile 12, Spalte age", "people") == "age");
  CHECK(copy_line("COPY table 7, line 3", "table 7") == 3);
  CHECK(copy_column("COPY table 7, line 3", "table 7").empty());
  CHECK(copy_line("COPY t, line 4: \"1\tx\"", "t") == 4);
  CHECK(copy_line("SQL statement \"SELECT 1\"", "people") == 0);
  CHECK(copy_column("", "people").empty());
  CHECK(copy_column("COPY people, line 1, column first name, null input", "people") ==
        "first name, null input");
}
