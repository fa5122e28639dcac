#include "sink/postgres/address.hpp"

#include "support/catch.hpp"

using namespace seedbed::postgres;

namespace {
std::string shown(const std::string& text) { return without_secrets(text, secrets_of(text)); }
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

TEST_CASE("messages that repeat a password, escaped or decoded, do not show it") {
  const auto secrets = secrets_of("postgresql://ada:p%40ss@host/db?password=longer%20one");
  CHECK(without_secrets("bad token \"p%40ss\" or 'p@ss'", secrets) == "bad token \"***\" or '***'");
  CHECK(without_secrets("longer%20one, longer one", secrets) == "***, ***");
  // A secret within another one leaves nothing of it.
  CHECK(without_secrets("abcdef abc", secrets_of("postgresql://u:abc@h/?password=abcdef")) == "*** ***");
}
