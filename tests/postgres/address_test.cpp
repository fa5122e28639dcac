// Ways to name a server and a user; a password is never shown.
#include <cstdlib>

#include "postgres/program.hpp"
#include "support/catch.hpp"
#include "support/thrown.hpp"

using namespace seedbed::test;

namespace {

const Words kTiny{"bank", "--set", "users=2", "--duration", "1d", "--quiet"};

// Each of the loads takes the place of the one before.
Outcome load_to(const Bench& bench, const std::string& address, const Environment& environment = {}) {
  return bench.run(Words{"load"} + kTiny + Words{"--to", address, "--if-exists", "replace"}, environment);
}

void check_loads(const Bench& bench, const std::string& address, const Environment& environment = {}) {
  const Outcome outcome = load_to(bench, address, environment);
  CAPTURE(address, outcome.err);
  CHECK(outcome.status == 0);
  CHECK(bench.count("account") == "2");
  bench.execute("DROP TABLE account CASCADE");
  const Outcome verified = bench.run({"verify", address}, environment);
  CHECK(contains(verified.out, "DIFFERS: the table does not exist"));
}

// Of 127.0.0.1, without a password; the scheme is `scheme`.
std::string bare_address(Bench& bench, const std::string& scheme = "postgresql") {
  const std::string address = bench.database().server().tcp_address_without_password(bench.database().name());
  return scheme + address.substr(address.find(':'));
}

}  // namespace

TEST_CASE("a server is found by its address, the environment, a service or a passfile") {
  Bench bench;
  const PostgresServer& server = bench.database().server();
  const std::string& name = bench.database().name();
  check_loads(bench, bench.database().address());
  check_loads(bench, bench.database().tcp_address());
  check_loads(bench, "postgres" + bench.database().address().substr(std::string("postgresql").size()));
  check_loads(bench, "postgresql:", {{"PGDATABASE", name}});
  check_loads(bench, "postgres:", {{"PGDATABASE", name}});
  check_loads(bench, "postgresql://", {{"PGDATABASE", name}});
  check_loads(bench, "postgresql:///" + name);
  check_loads(bench, bare_address(bench), {{"PGPASSWORD", server.password}});
  const std::string services =
      bench.write("services", "[here]\nhost=127.0.0.1\nport=" + server.port + "\nuser=" + server.user +
                                  "\ndbname=" + name + "\npassword=" + server.password + "\n");
  check_loads(bench, "postgresql:", {{"PGSERVICE", "here"}, {"PGSERVICEFILE", services}});
  check_loads(bench, "postgresql:///?service=here", {{"PGSERVICEFILE", services}});
  const std::string passwords =
      bench.write("passwords", "127.0.0.1:*:*:" + server.user + ":" + server.password + "\n");
  REQUIRE(run({{"chmod", "600", passwords}, "", {}, "", 0}).status == 0);
  check_loads(bench, bare_address(bench), {{"PGPASSFILE", passwords}});
  check_loads(bench, bare_address(bench) + "?passfile=" + passwords);
}

TEST_CASE("options of the connection are the server's and libpq's") {
  Bench bench;
  const std::string address = bench.database().tcp_address();
  check_loads(bench, address + "?sslmode=disable&connect_timeout=10&application_name=mine");
  check_loads(bench, address + "?sslmode=prefer&options=-cwork_mem%3D8MB");
  const Outcome encrypted = load_to(bench, address + "?sslmode=require");
  CHECK(encrypted.status == 1);
  CHECK(contains(encrypted.err, "SSL"));
  const Outcome wrong = load_to(bench, address + "?sslmode=sometimes");
  CHECK(wrong.status == 1);
  CHECK(contains(wrong.err, "invalid sslmode value: \"sometimes\""));
}

TEST_CASE("a failed connection is explained in one paragraph") {
  Bench bench;
  const PostgresServer& server = bench.database().server();
  struct Case {
    std::string address;
    int status;
    std::vector<std::string> says;
  };
  for (const Case& bad :
       {Case{"postgresql://postgres@127.0.0.1:1/x", 1, {"127.0.0.1", "port 1", "Connection refused"}},
        Case{"postgresql:///x?host=/nowhere", 1, {"/nowhere"}},
        Case{server.address("no_such_database"), 1, {"database \"no_such_database\" does not exist"}},
        Case{server.address("postgres", "nobody_here"), 1, {"role \"nobody_here\" does not exist"}},
        Case{bare_address(bench), 1, {"no password supplied"}},
        Case{"postgresql:///x?service=none", 1, {"service"}},
        Case{bare_address(bench, "postgrsql"), 2, {"is not a target; did you mean postgresql:"}},
        Case{"postgresql:x", 2, {"is not a server's address: write postgresql://USER@HOST:PORT/DATABASE"}},
        Case{"postgresql://u@h/x?nonsense=1", 1, {"nonsense"}}}) {
    for (const Words& command : {Words{"load", "bank", "--to"}, Words{"verify"}}) {
      const Outcome outcome = bench.run(command + Words{bad.address});
      CAPTURE(bad.address, outcome.err);
      CHECK(outcome.status == bad.status);
      CHECK(outcome.out == "");
      CHECK(outcome.err.starts_with("seedbed: "));
      CHECK(outcome.err.find('\n') == outcome.err.size() - 1);
      for (const std::string& text : bad.says) CHECK(contains(outcome.err, text));
    }
  }
}

TEST_CASE("a password is never shown") {
  Bench bench;
  const std::string password = "s3cr:et%/x@y";
  const std::string role = bench.database().add_role("PASSWORD '" + password + "'");
  bench.execute("GRANT CREATE ON SCHEMA public TO " + role + "; GRANT CREATE ON DATABASE " +
                bench.database().name() + " TO " + role);
  // Keeps what the server's view of connections says while the load is at work.
  bench.execute("CREATE TABLE seen (what text); GRANT INSERT ON seen TO " + role +
                "; CREATE FUNCTION look() RETURNS event_trigger LANGUAGE plpgsql SECURITY DEFINER AS $$BEGIN "
                "INSERT INTO"
                " public.seen SELECT application_name || query FROM pg_stat_activity; END$$;"
                "CREATE EVENT TRIGGER look ON ddl_command_end EXECUTE FUNCTION look()");
  const std::string address = bench.database().server().tcp_address(bench.database().name(), role, password);
  const auto check_hidden = [&](const std::string& text) {
    for (const std::string part : {"s3cr", "et%", "x@y", "et%25", "x%40y"}) CHECK_FALSE(contains(text, part));
  };
  const Outcome outcome =
      bench.run(Words{"load"} + kSmallBank + Words{"--to", address, "--json", "--log-sql"});
  CHECK(outcome.status == 0);
  check_hidden(outcome.out + outcome.err);
  CHECK(contains(bench.json(outcome.out, "target"), "postgresql://" + role + ":***@127.0.0.1"));
  CHECK(bench.query("SELECT count(*) > 10 FROM seen") == "t\n");
  check_hidden(bench.query("SELECT * FROM seen"));
  check_hidden(bench.query("SELECT s::text FROM seedbed_load s"));
  for (const Words& command : {Words{"load", "bank", "--to"}, Words{"verify"}}) {
    const Outcome again = bench.run(command + Words{address});
    check_hidden(again.out + again.err);
  }
}

TEST_CASE("neither a wrong nor a badly written password is shown") {
  Bench bench;
  const PostgresServer& server = bench.database().server();
  const std::string place = "127.0.0.1:" + server.port + "/" + bench.database().name();
  for (const std::string& address :
       Words{"postgresql://postgres:s3cret@" + place, "postgresql://postgres@" + place + "?password=s3cret",
             "postgresql://postgres:x@s3cret@" + place, "postgresql://postgres:x/s3cret@" + place,
             "postgresql://postgres:s3cret/x@" + place, "postgresql://postgres:s3cret%zz@" + place,
             "postgresql://postgres:s3cret@[::1", "postgrsql://postgres:s3cret@" + place,
             "jsn://postgres:s3cret@" + place, "postgresql:postgres:s3cret@" + place,
             "postgresql://postgres@" + place + "?password=s3cret=x"}) {
    for (const Words& command : {Words{"load", "bank", "--to"}, Words{"verify"}}) {
      const Outcome outcome = bench.run(command + Words{address});
      CAPTURE(address, outcome.err);
      CHECK((outcome.status == 1 || outcome.status == 2));
      CHECK_FALSE(contains(outcome.out + outcome.err, "s3cret"));
    }
  }
  // A password that is a word of its own does not show by what is left out elsewhere.
  const Outcome common = bench.run({"load", "bank", "--to", "postgresql://postgres:postgres@" + place});
  CHECK(common.status == 1);
  CHECK(contains(common.err, "password authentication failed for user \"postgres\""));
}
