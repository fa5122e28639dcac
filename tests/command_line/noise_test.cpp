// What a load and `check` report about noise.
#include "command_line/good_model.hpp"
#include "command_line/program.hpp"
#include "support/catch.hpp"

using namespace seedbed::test;

namespace {

const std::string kEnd = "ts = \"now\"\n";

// The edit of good_model() that adds a noise table, whose first line is number 42.
Edit noise(const std::string& lines) { return {kEnd, kEnd + "[table.click.noise]\n" + lines + "\n"}; }

}  // namespace

TEST_CASE("a load counts its noise as the rows show it") {
  const TemporaryFolder folder;
  write_file(folder.file("m.toml"),
             edited({noise("drop = \"p\"\nnull = { amount = \"p\", ts = 0 }\nduplicate = \"p\"\n"
                           "late = { chance = \"p\", by = \"exponential(1h)\", max = \"2h\" }"),
                     {"users = 10\n", "users = 1000\np = \"25%\"\n"}}));
  const auto loaded = [&](const std::string& p, const std::string& db) {
    return seedbed_out(folder, {"load", "m.toml", "--set", "p=" + p, "--to", db, "--json"});
  };
  const std::string clean = loaded("0", "clean.db");
  const std::string noisy = loaded("25%", "noisy.db");
  CHECK(json(clean, "$.noise.click") ==
        R"({"dropped":0,"nulled":{"amount":0,"ts":0},"duplicated":0,"late":0})");
  const auto count = [&](const std::string& path) { return std::stol(json(noisy, path)); };
  CHECK(count("$.noise.click.dropped") > 100);
  CHECK(count("$.noise.click.duplicated") > 100);
  CHECK(count("$.noise.click.late") > 100);
  CHECK(count("$.rows.click") == std::stol(json(clean, "$.rows.click")) - count("$.noise.click.dropped") +
                                     count("$.noise.click.duplicated"));
  CHECK(query(folder.file("noisy.db"), "SELECT count(*) FROM click WHERE amount IS NULL") ==
        json(noisy, "$.noise.click.nulled.amount") + "\n");
  // For people, a line under the table's.
  const Outcome summary = run_seedbed(folder, {"load", "m.toml", "--to", "null:"});
  CHECK(has(summary.err, " dropped, "));
  CHECK(has(summary.err, " without `amount`, "));
  CHECK(has(summary.err, " late\n"));
}

TEST_CASE("`check` counts what noise leaves") {
  const TemporaryFolder folder;
  write_file(folder.file("m.toml"), edited({noise("drop = \"100%\"")}));
  CHECK(has(seedbed_out(folder, {"check", "m.toml"}), "about 0 rows"));
}

TEST_CASE("a longer run is appended where no row can have been late at the end") {
  const TemporaryFolder folder;
  const auto appended = [&](const std::string& lines) {
    write_file(folder.file("m.toml"), edited({noise(lines)}));
    (void)seedbed_out(folder, {"load", "m.toml", "--to", "a.db", "--if-exists", "replace"});
    return run_seedbed(folder, {"load", "m.toml", "--duration", "2d", "--since", "2024-01-02", "--to", "a.db",
                                "--if-exists", "append"})
        .status;
  };
  CHECK(appended("duplicate = \"10%\"") == 0);
  CHECK(appended("late = { chance = \"1%\", by = \"1h\", max = \"1h\" }") != 0);
}
