#include "sink/postgres/server/address.hpp"

#include "support/catch.hpp"

using namespace seedbed::postgres;

namespace {
std::string shown(const std::string& text) { return without_passwords(text); }
}  // namespace

TEST_CASE("what is shown of an address holds no password") {
  CHECK(shown("postgresql://ada:secret@host/db") == "postgresql://ada:***@host/db");
  CHECK(shown("postgresql://ada@host/db") == "postgresql://ada@host/db");
  CHECK(shown("postgresql://:secret@host/db") == "postgresql://:***@host/db");
  CHECK(shown("postgresql://host:5432/db") == "postgresql://host:5432/db");
  CHECK(shown("postgresql://a:5432,b:5433/db") == "postgresql://a:5432,b:5433/db");
  CHECK(shown("postgresql://host/db?user=ada&password=secret&sslmode=require") ==
        "postgresql://host/db?user=ada&password=***&sslmode=require");
  CHECK(shown("postgresql://host/db?sslpassword=secret") == "postgresql://host/db?sslpassword=***");
  CHECK(shown("postgresql://host/db?pass%77ord=secret") == "postgresql://host/db?pass%77ord=***");
  CHECK(shown("postgresql:") == "postgresql:");
  CHECK(shown("sqlite:a:b@c.db") == "sqlite:a:b@c.db");
}

TEST_CASE("a password that was not escaped, or in a misspelt address, is not shown either") {
  CHECK(shown("postgresql://ada:se/cr@et@host/db") == "postgresql://ada:***@host/db");
  CHECK(shown("postgres1://ada:secret@host/db") == "postgres1://ada:***@host/db");
  CHECK(shown("postgresql://ada:sec%zzret@host/db") == "postgresql://ada:***@host/db");
}

TEST_CASE("a password without the slashes before is not shown either") {
  CHECK(shown("postgresql:ada:secret@host/db") == "postgresql:ada:***@host/db");
  CHECK(shown("postgres:ada:secret@host") == "postgres:ada:***@host");
}

TEST_CASE("what is like a password by chance is shown, so that it does not tell the password") {
  CHECK(shown("postgresql://postgres:postgres@host/postgres") == "postgresql://postgres:***@host/postgres");
  const auto secrets = secrets_of("postgresql://postgres:postgres@host/postgres?password=host");
  CHECK(without_secrets("host host, user postgres", secrets) == "host host, user postgres");
  CHECK(without_secrets("bad: postgresql://postgres:postgres@[?password=host", secrets) ==
        "bad: postgresql://postgres***@[?password***");
}

TEST_CASE("messages that repeat a password that is not written as it should be do not show it") {
  const auto secrets = secrets_of("postgresql://ada:p%40ss/w%zz@rd@host/db?password=longer%20one=x");
  CHECK(without_secrets("bad token \"p%40ss/w%zz@rd\"", secrets) == "bad token \"***\"");
  CHECK(without_secrets("port p%40ss, p@ss, host rd, w%zz", secrets) == "port ***, ***, host ***, ***");
  CHECK(without_secrets("longer%20one=x, longer one", secrets) == "***, ***");
  // A secret within another one leaves nothing of it.
  CHECK(without_secrets("abc/def abc", secrets_of("postgresql://u:abc/def@h/")) == "*** ***");
}

TEST_CASE("an address that was written badly does not show its password") {
  CHECK(without_passwords("postgresql:bob:secret@host/db") == "postgresql:bob:***@host/db");
  CHECK(without_passwords("postgresql//bob:secret@host:5432/db") == "postgresql//bob:***@host:5432/db");
  CHECK(without_passwords("bob:secret@host/db") == "bob:***@host/db");
  CHECK(without_passwords("host=h user=bob password=secret dbname=d") ==
        "host=h user=bob password=*** dbname=d");
  CHECK(without_passwords("password='se cret' host=h") == "password=*** host=h");
  CHECK(without_passwords("--to=postgresql://bob:secret@host/db") == "--to=postgresql://bob:***@host/db");
  CHECK(without_passwords("sqlite:a:b@c.db") == "sqlite:a:b@c.db");
  CHECK(without_passwords("--set") == "--set");
}
