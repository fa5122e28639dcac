// The commands beside `load`, the help, and command lines that are wrong.
#include "command_line/program.hpp"
#include "support/catch.hpp"
#include "support/run_model.hpp"

using namespace seedbed::test;

TEST_CASE("version and --version print the same line") {
  const TemporaryFolder folder;
  CHECK(seedbed_out(folder, {"version"}).starts_with("seedbed 0."));
  CHECK(seedbed_out(folder, {"--version"}) == seedbed_out(folder, {"version"}));
}

TEST_CASE("models lists the bundled models") {
  const TemporaryFolder folder;
  const std::string list = seedbed_out(folder, {"models"});
  for (const std::string name : {"bank ", "mobile ", "music ", "shop "}) CHECK(has(list, name));
  const std::string as_json = seedbed_out(folder, {"models", "--json"});
  CHECK(json(as_json, "$[0].name") == "bank");
  CHECK(json(as_json, "$[2].name") == "music");
  CHECK(has(list, json(as_json, "$[0].summary")));
}

TEST_CASE("show prints a model's text byte for byte") {
  const TemporaryFolder folder;
  CHECK(seedbed_out(folder, {"show", "bank"}) == bundled_model("bank"));
  write_file(folder.file("own.toml"), "# mine\n");
  CHECK(seedbed_out(folder, {"show", "own.toml"}) == "# mine\n");
}

TEST_CASE("a shown model is a model: checked and loaded, it gives the same rows") {
  const TemporaryFolder folder;
  write_file(folder.file("mine.toml"), seedbed_out(folder, {"show", "bank"}));
  CHECK(run_seedbed(folder, {"check", "mine.toml"}).status == 0);
  const std::vector<std::string> options{"--set", "users=50", "--to", "null:", "--json"};
  std::vector<std::string> mine{"load", "mine.toml"};
  std::vector<std::string> bundled{"load", "bank"};
  mine.insert(mine.end(), options.begin(), options.end());
  bundled.insert(bundled.end(), options.begin(), options.end());
  CHECK(json(seedbed_out(folder, mine), "$.digest") == json(seedbed_out(folder, bundled), "$.digest"));
}

TEST_CASE("check prints the rows and bytes to expect") {
  const TemporaryFolder folder;
  const std::string line = seedbed_out(folder, {"check", "bank", "--set", "users=1_000"});
  CHECK(line.starts_with("bank.toml: ok, about 17"));  // 175,000 or so
  CHECK(has(line, " MB in SQLite without indexes"));
}

TEST_CASE("check says which tables it counted and which it guesses") {
  const TemporaryFolder folder;
  const std::string shop = seedbed_out(folder, {"check", "shop", "--set", "customers=10"});
  CHECK(has(shop, "  product              500 rows\n"));
  CHECK(has(shop, "  customer        about 10 rows\n"));
  CHECK(has(shop, "(from a sample of 10 actors)\n"));
  write_file(folder.file("m.toml"), R"([clock]
start = 2024-01-01T00:00:00Z
duration = "1d"
[entity.town]
count = 1_234_567
table = { name = "town", columns = { id = "index" } }
)");
  const std::string towns = seedbed_out(folder, {"check", "m.toml"});
  CHECK(towns.starts_with("m.toml: ok, 1,234,567 rows, 1"));
  CHECK(has(towns, " MB in SQLite without indexes (computed)\n  town  1,234,567 rows\n"));
}

TEST_CASE("check looks at all its models and fails if one is wrong") {
  const TemporaryFolder folder;
  write_file(folder.file("empty.toml"), "");
  const Outcome outcome = run_seedbed(folder, {"check", "empty.toml", "bank", "bnak", "nowhere.toml"});
  CHECK(outcome.status == 2);
  CHECK(outcome.out.starts_with("bank.toml: ok"));
  CHECK(has(outcome.err, "empty.toml:1:1: error: the model has no actors"));
  CHECK(has(outcome.err, "seedbed: there is no bundled model `bnak`; did you mean `bank`?"));
  CHECK(has(outcome.err, "seedbed: cannot read the model nowhere.toml: No such file"));
}

TEST_CASE("every command describes itself") {
  const TemporaryFolder folder;
  const std::string all = seedbed_out(folder, {"--help"});
  for (const char* command : {"load", "preview", "check", "schema", "graph", "models", "show", "version"}) {
    CAPTURE(command);
    CHECK(has(all, std::string("  ") + command + " "));
    const std::string help = seedbed_out(folder, {command, "--help"});
    CHECK(has(help, std::string("seedbed ") + command));
  }
}

TEST_CASE("load --help describes every option") {
  const TemporaryFolder folder;
  const std::vector<std::string> lines = lines_of(seedbed_out(folder, {"load", "--help"}));
  std::string missing =
      "--to --set --seed --start --end --duration --since --until --shard --if-exists --sql --schema "
      "--staging "
      "--connections --unlogged --threads --no-indexes --verify --quiet --progress --json --log-sql ";
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::size_t at = lines[i].find("  --");
    if (at != 0) continue;
    const std::string name = lines[i].substr(2, lines[i].find(' ', 2) - 2) + " ";
    CAPTURE(lines[i]);
    REQUIRE(has(missing, name));
    missing.erase(missing.find(name), name.size());
    const std::size_t described = lines[i].find_first_not_of(' ', 30);  // on this line, or the next
    CHECK(
        (described != std::string::npos || (i + 1 < lines.size() && lines[i + 1].starts_with("          "))));
  }
  CHECK(missing == "");
}

TEST_CASE("a wrong command line is one clear message and exit code 2, and touches nothing") {
  struct Case {
    std::vector<std::string> words;
    std::string phrase;
  };
  const std::vector<Case> cases{
      {{},
       "a command is missing, one of load, check, preview, schema, graph, verify, drop, models, show, "
       "version"},
      {{"lod"}, "there is no command `lod`; did you mean `load`?"},
      {{"frobnicate"}, "there is no command `frobnicate`; commands: load, check"},
      {{"-x"}, "there is no option `-x`"},
      {{"load"}, "model is required"},
      {{"load", "bank", "bank"}, "`bank` is one word too many"},
      {{"load", "bank", "--thraeds", "3"}, "there is no option `--thraeds`; did you mean `--threads`?"},
      {{"check", "--bogus"}, "there is no option `--bogus`"},
      {{"load", "bnak"}, "there is no bundled model `bnak`; did you mean `bank`? Bundled models: bank"},
      {{"show", "bnak"}, "there is no bundled model `bnak`"},
      {{"load", "bank", "--to", ""}, "'' is not a target. A target is one of sqlite:PATH"},
      {{"load", "bank", "--to", "sqlit:x"}, "did you mean sqlite:"},
      {{"load", "bank", "--to", "sqlite:"}, "names no file"},
      {{"load", "bank", "--to", "null:x"}, "nothing may follow null:"},
      {{"load", "bank", "--seed", "-1"},
       "--seed: expected a whole number from 0 to 18446744073709551615, found `-1`"},
      {{"load", "bank", "--seed", "x"}, "--seed: expected a whole number"},
      {{"load", "bank", "--threads", "0"}, "--threads: expected a whole number from 1"},
      {{"load", "bank", "--if-exists", "relpace"},
       "expected append, fail, replace, found `relpace`; did you mean `replace`?"},
      {{"load", "bank", "--progress", "x"}, "--progress: expected always, auto, never, found `x`"},
      {{"load", "bank", "--set", "users"}, "--set users: expected NAME=VALUE"},
      {{"load", "bank", "--set", "usres=4"},
       "the model bank has no parameter `usres`: did you mean `users`?"},
      {{"load", "bank", "--set", "users=abc"}, "--set users=abc"},
      {{"load", "bank", "--set", "users=1.5"}, "int, and this is real"},
      {{"load", "bank", "--start", "soon"}, "--start soon: expected a time such as 2024-01-01"},
      {{"load", "bank", "--end", "yesterday"}, "--end yesterday: expected a time"},
      {{"load", "bank", "--duration", "0d"}, "--duration 0d: expected a duration above zero"},
      {{"load", "bank", "--duration", "-3d"}, "expected a duration above zero"},
      {{"load", "bank", "--duration", "long"}, "--duration long: expected a duration"},
      {{"load", "bank", "--start", "2024-01-01", "--end", "2024-01-02", "--duration", "3d"},
       "give two of them at most"},
      {{"load", "bank", "--start", "2024-01-02", "--end", "2024-01-01"}, "--end is not after --start"},
      {{"load", "bank", "--since", "2023-01-01"}, "--since 2023-01-01T00:00:00Z is outside of the run"},
      {{"load", "bank", "--until", "2025-01-01"}, "--until 2025-01-01T00:00:00Z is outside of the run"},
      {{"load", "bank", "--since", "2024-01-05", "--until", "2024-01-04"}, "--until is not after --since"},
      {{"load", "bank", "--shard", "5/4"}, "--shard 5/4: expected K/N with 1 <= K <= N"},
      {{"load", "bank", "--shard", "0/4"}, "expected K/N"},
      {{"load", "bank", "--shard", "half"}, "expected K/N"},
      {{"load", "bank", "--sql", "nowhere"},
       "--sql nowhere: there is neither nowhere/sqlite/tables.sql nor nowhere/tables.sql"},
      {{"load", "bank", "--json", "--to", "jsonl:-"}, "both write to standard output"},
      {{"schema", "bank"}, "--dialect is required"},
      {{"schema", "bank", "--dialect", "sqlit"},
       "expected postgres, sqlite, found `sqlit`; did you mean `sqlite`?"},
      {{"schema", "bank", "--dialect", "postgres", "--set", "usres=4"}, "did you mean `users`?"},
      {{"graph"}, "model is required"},
      {{"graph", "bnak"}, "there is no bundled model `bnak`; did you mean `bank`?"},
      {{"graph", "nowhere.toml"}, "nowhere.toml"},
      {{"graph", "bank", "--format", "mermade"},
       "expected dot, mermaid, found `mermade`; did you mean `mermaid`?"},
      {{"graph", "bank", "--format", "svg"}, "expected dot, mermaid, found `svg`"},
      {{"graph", "bank", "--fromat", "dot"}, "there is no option `--fromat`; did you mean `--format`?"},
      {{"graph", "bank", "--set", "usres=4"}, "did you mean `users`?"},
      {{"graph", "bank", "shop"}, "`shop` is one word too many"},
      {{"schema", "bank", "--dialect", "postgres", "--sql", "nowhere"}, "nowhere/postgres/tables.sql"},
      {{"load", "bank", "--to", "csv:x", "--if-exists", "append"}, "cannot be appended to"},
      {{"load", "bank", "--to", "jsonl:x.jsonl", "--if-exists", "append"}, "cannot be appended to"},
  };
  for (const auto& [words, phrase] : cases) {
    const TemporaryFolder folder;
    const Outcome outcome = run_seedbed(folder, words);
    CAPTURE(words, outcome.err);
    CHECK(outcome.status == 2);
    CHECK(outcome.out == "");
    CHECK(outcome.err.starts_with("seedbed: "));
    CHECK(has(outcome.err, phrase));
    CHECK(folder.names().empty());
  }
}

TEST_CASE("an empty population is a model error, from the model or from --set") {
  const TemporaryFolder folder;
  const Outcome outcome = run_seedbed(folder, {"load", "bank", "--set", "users=0"});
  CHECK(outcome.status == 2);
  CHECK(outcome.err.starts_with("bank.toml:15:11: error: `count` in [actor.user] is 0: an empty population"));
}

TEST_CASE("output that cannot be written is an error") {
  const TemporaryFolder folder;
  const Outcome outcome =
      run({{"sh", "-c", SEEDBED_PROGRAM " show bank >/dev/full"}, folder.path(), {}, "", 0});
  CHECK(outcome.status == 1);
  CHECK(outcome.err == "seedbed: cannot write to standard output: No space left on device\n");
}
