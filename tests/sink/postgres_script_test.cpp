#include "sink/postgres/load/script.hpp"

#include "base/error.hpp"
#include "support/catch.hpp"
#include "support/thrown.hpp"

using namespace seedbed;
using namespace seedbed::postgres;
using seedbed::test::message_of;

namespace {

std::vector<std::string> texts(const std::string& sql, bool backslashes = false) {
  std::vector<std::string> result;
  for (const ScriptStatement& statement : split_script(sql, backslashes)) result.push_back(statement.text);
  return result;
}

using Texts = std::vector<std::string>;

bool conflict(const std::string& a, const std::string& b) {
  const bool one = tables_used(a).conflicts_with(tables_used(b));
  CHECK(tables_used(b).conflicts_with(tables_used(a)) == one);
  return one;
}

}  // namespace

TEST_CASE("a script is split at semicolons, and nowhere else") {
  CHECK(texts("").empty());
  CHECK(texts(" ;; -- nothing\n /* ; */ ;").empty());
  CHECK(texts("SELECT 1; SELECT 2") == Texts{"SELECT 1", "SELECT 2"});
  CHECK(texts("SELECT ';' ; SELECT 'it''s;'") == Texts{"SELECT ';'", "SELECT 'it''s;'"});
  CHECK(texts("SELECT \";\"\"\" ; SELECT 2") == Texts{"SELECT \";\"\"\"", "SELECT 2"});
  CHECK(texts("SELECT 1 -- one; \n + 2; SELECT /* a; /* b; */ c; */ 3") ==
        Texts{"SELECT 1 -- one; \n + 2", "SELECT /* a; /* b; */ c; */ 3"});
  CHECK(texts("SELECT $$a;b$$; SELECT $x$;$$;$x$, $1") == Texts{"SELECT $$a;b$$", "SELECT $x$;$$;$x$, $1"});
  CHECK(texts("CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2); SELECT 3").size() == 2);
  CHECK(texts("SELECT a$b;c") == Texts{"SELECT a$b", "c"});
}

TEST_CASE("a backslash escapes where the server says so, and in E'…' always") {
  CHECK(texts(R"(SELECT 'a\'; SELECT 'b')") == Texts{R"(SELECT 'a\')", "SELECT 'b'"});
  CHECK(texts(R"(SELECT 'a\'; SELECT ''b')", true) == Texts{R"(SELECT 'a\'; SELECT ''b')"});
  CHECK(texts(R"(SELECT E'a\';'; SELECT 2)") == Texts{R"(SELECT E'a\';')", "SELECT 2"});
}

TEST_CASE("what is not closed ends with the script") {
  CHECK(texts("SELECT 'a;b") == Texts{"SELECT 'a;b"});
  CHECK(texts("SELECT \"a;b") == Texts{"SELECT \"a;b"});
  CHECK(texts("SELECT $$a;b") == Texts{"SELECT $$a;b"});
  CHECK(texts("SELECT 1 /* a;b") == Texts{"SELECT 1"});
}

TEST_CASE("statements know their line") {
  const auto statements = split_script("-- a\n\nCREATE TABLE t (\n a int\n);\n\n/* b\n */ SELECT 1;", false);
  REQUIRE(statements.size() == 2);
  CHECK(statements[0].line == 3);
  CHECK(statements[1].line == 8);
}

TEST_CASE("a script may do what it is there for, and nothing else") {
  const auto refusal = [](const std::string& text, ScriptKind kind) {
    return message_of([&] { check_allowed({text, 7}, kind, "a.sql"); });
  };
  for (const char* text : {"BEGIN",
                           "commit",
                           "End",
                           "ROLLBACK",
                           "abort",
                           "START TRANSACTION",
                           "SAVEPOINT a",
                           "RELEASE a",
                           "PREPARE TRANSACTION 'a'",
                           "COPY t FROM STDIN",
                           "DELETE FROM s.t",
                           "DROP TABLE t",
                           "TRUNCATE t",
                           "UPDATE t SET a = 1",
                           "DO $$BEGIN END$$",
                           "SELECT f()",
                           "SET search_path TO s",
                           "WITH x AS (DELETE FROM t RETURNING 1) INSERT INTO u SELECT * FROM x",
                           "INSERT INTO s.t VALUES (1)",
                           "CREATE VIEW v AS SELECT 1",
                           "CREATE OR REPLACE VIEW v AS SELECT 1"}) {
    INFO(text);
    CHECK(refusal(text, ScriptKind::tables).find("a.sql:7: ") == 0);
    CHECK(refusal(text, ScriptKind::indexes).find("a.sql:7: ") == 0);
  }
  for (const char* text :
       {"CREATE TABLE t (a int)", "ALTER TABLE t ADD UNIQUE (a)", "COMMENT ON TABLE t IS ''",
        "CREATE UNIQUE INDEX ON t (a)", "INSERT INTO t VALUES (1)", "CREATE SEQUENCE s"}) {
    INFO(text);
    CHECK(refusal(text, ScriptKind::tables).empty());
  }
  for (const char* text :
       {"CREATE VIEW v AS SELECT 1", "CREATE OR REPLACE VIEW v AS SELECT 1",
        "CREATE MATERIALIZED VIEW v AS SELECT 1", "CREATE OR REPLACE RECURSIVE VIEW v (n) AS SELECT 1",
        "CREATE UNIQUE INDEX ON v (a)", "GRANT SELECT ON v TO PUBLIC"}) {
    INFO(text);
    CHECK(refusal(text, ScriptKind::views).empty());
  }
  for (const char* text : {"DELETE FROM trx", "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
                           "CREATE TABLE t (a int)"}) {
    INFO(text);
    CHECK(refusal(text, ScriptKind::views).find("a.sql:7: ") == 0);
  }
}

TEST_CASE("statements that use the same tables do not run at once, indexes of one table do") {
  const std::string index = "CREATE INDEX i ON t (a)";
  const std::string unique =
      "create unique index concurrently if not exists j on only public.t using btree (b)";
  const std::string key = "ALTER TABLE IF EXISTS ONLY t ADD PRIMARY KEY (a)";
  const std::string other = "ALTER TABLE u ADD PRIMARY KEY (a)";
  const std::string reference = "ALTER TABLE u ADD FOREIGN KEY (a) REFERENCES s.\"t\" (a)";
  CHECK_FALSE(conflict(index, unique));
  CHECK(conflict(index, key));
  CHECK_FALSE(conflict(index, other));
  CHECK(conflict(reference, key));
  CHECK(conflict(reference, index));
  CHECK(conflict(reference, other));
  CHECK_FALSE(conflict("CREATE INDEX ON \"T\" (a)", "ALTER TABLE t ADD UNIQUE (a)"));
  CHECK(conflict("CREATE INDEX ON T (a)", "ALTER TABLE t ADD UNIQUE (a)"));
  CHECK(conflict("COMMENT ON TABLE x IS 'y'", index));
  CHECK_FALSE(has_reference(key));
  CHECK(has_reference(reference));
  CHECK_FALSE(has_reference("CREATE INDEX \"references\" ON t (a)"));
}

TEST_CASE("a quoted name is no keyword, whatever it is") {
  const std::string key = "ALTER TABLE \"only\" ADD PRIMARY KEY (\"on\")";
  CHECK(conflict(key, "ALTER TABLE \"if\" ADD FOREIGN KEY (a) REFERENCES \"only\" (\"on\")"));
  CHECK(conflict(key, "CREATE INDEX \"on\" ON \"only\" (a)"));
  CHECK_FALSE(conflict(key, "CREATE INDEX \"on\" ON ONLY \"add\" (\"only\")"));
  CHECK_FALSE(has_reference("ALTER TABLE a ADD CHECK (\"references\" > 1)"));
}
