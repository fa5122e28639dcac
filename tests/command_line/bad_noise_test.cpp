// Noise that cannot be, and what a load says of noise.
#include "command_line/bad_model.hpp"
#include "command_line/program.hpp"
#include "support/catch.hpp"

using namespace seedbed::test;

namespace {

const std::string kEnd = "ts = \"now\"\n";

// kGoodModel with a noise table, whose first line is number 42.
Edit noise(const std::string& lines) { return {kEnd, kEnd + "[table.click.noise]\n" + lines + "\n"}; }

}  // namespace

TEST_CASE("noise with a wrong probability is told") {
  check_all({
      {{noise("drop = 70")}, {{"42:8: error", "write \"70%\""}}},
      {{noise("drop = \"70\"")}, {{"42:9: error", "write \"70%\""}}},
      {{noise("drop = \"-1%\"")}, {{"42:8: error", "expected a probability from 0% to 100%"}}},
      {{noise("duplicate = \"uniform(0, 1)\"")}, {{"42:14: error", "noise is as likely for every row"}}},
      {{noise("drop = \"balance\"")}, {{"42:9: error", "`balance`"}}},
      {{noise("drop = \"1h\"")}, {{"42:9: error", "expected a probability"}}},
      {{noise("lost = \"1%\"")}, {{"42:1: error", "unknown key `lost` in [table.click.noise]"}}},
  });
}

TEST_CASE("noise on a column that is not there is told") {
  check_all({
      {{noise("null = { amuont = \"1%\" }")},
       {{"42:10: error", "there is no column `amuont`: did you mean `amount`?"}}},
      {{noise("null = { amount = 2 }")}, {{"42:19: error", "write \"2%\""}}},
      {{noise("null = [\"amount\"]")}, {{"42:8: error", "expected a table, found an array"}}},
  });
}

TEST_CASE("rows that are late without bounds are told") {
  check_all({
      {{noise("late = {}")},
       {{"42:8: error", "has no `chance`"}, {"42:8: error", "has no `by`"}, {"42:8: error", "has no `max`"}}},
      {{noise("late = { chance = \"1%\", by = \"exponential(10m)\" }")}, {{"42:8: error", "has no `max`"}}},
      {{noise("late = { chance = \"1%\", by = \"10m\", max = \"-1h\" }")},
       {{"42:43: error", "`max` of `late` in [table.click.noise] is negative"}}},
      {{noise("late = { chance = \"1%\", by = \"-10m\", max = \"1h\" }")},
       {{"42:30: error", "`by` of `late` in [table.click.noise] is negative"}}},
      {{noise("late = { chance = \"1%\", by = \"10m\", max = \"exponential(1h)\" }")},
       {{"42:44: error", "the longest delay is the same for every row"}}},
      {{noise("late = { chance = \"1%\", by = 600, max = \"1h\" }")}, {{"42:30: error", "write \"600s\""}}},
      {{noise("late = { chance = \"1%\", by = \"now - start\", max = \"1h\" }")},
       {{"42:31: error", "`now`"}}},
      {{noise("late = { chance = \"1%\", by = \"10m\", max = \"1h\", min = \"1m\" }")},
       {{"42:49: error", "unknown key `min`"}}},
  });
}

TEST_CASE("noise that would break a key, a reference or not_null is told") {
  const std::string table = "[table.click.columns]";
  const std::string late = "late = { chance = 0, by = \"1h\", max = \"1h\" }";
  const auto option = [&](const std::string& line) {
    return Edit{table, "[table.click]\n" + line + "\n" + table};
  };
  check_all({
      {{option("key = [\"user_id\"]"), noise("drop = 0\nduplicate = 0\n" + late)},
       {{"44:1: error", "`drop` in the noise of table `click`, which has a `key`"},
        {"45:1: error", "`duplicate`"},
        {"46:1: error", "`late`"}}},
      {{option("references = { amount = \"click.user_id\" }"), noise("drop = 0")},
       {{"44:1: error", "which table `click` references"}}},
      {{option("key = [\"user_id\"]\nnot_null = [\"ts\"]"),
        noise("null = { user_id = 0, ts = 0, amount = 0 }")},
       {{"45:10: error", "column `user_id` is never null"}, {"45:23: error", "column `ts` is never null"}}},
  });
}

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
