#include "sink/postgres/script.hpp"

#include "base/error.hpp"
#include "support/catch.hpp"
#include "support/thrown.hpp"

using namespace seedbed;
using namespace seedbed::postgres;
using seedbed::test::message_of;

namespace {

std::vector<std::string> texts(const std::string& sql, bool backslashes = false) {
  std::vector<std::string> result;
  for (const ScriptStatement& statement : split_script(sql, "a.sql", backslashes))
    result.push_back(statement.text);
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
  const auto statements =
      split_script("-- a\n\nCREATE TABLE t (\n a int\n);\n\n/* b\n */ SELECT 1;", "a.sql", false);
  REQUIRE(statements.size() == 2);
  CHECK(statements[0].line == 3);
  CHECK(statements[1].line == 8);
}

TEST_CASE("a script may not end the load's transaction, nor copy") {
  for (const char* word : {"BEGIN", "commit", "End", "ROLLBACK", "abort", "START TRANSACTION", "SAVEPOINT a",
                           "RELEASE a", "PREPARE TRANSACTION 'a'"}) {
    INFO(word);
    const std::string message =
        message_of([&] { (void)split_script("SELECT 1;\n" + std::string(word), "a.sql", false); });
    CHECK(message.find("a.sql:2: ") == 0);
  }
  CHECK(message_of([] { (void)split_script("COPY t FROM STDIN", "a.sql", false); }).find("copy rows") !=
        std::string::npos);
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
