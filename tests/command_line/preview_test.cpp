// `seedbed preview`: the first rows of every table, without a database.
#include <cstdlib>

#include "command_line/program.hpp"
#include "support/catch.hpp"

using namespace seedbed::test;

namespace {

const std::string kModel = R"toml(
[model]
name = "m"
[parameters]
people = 1000
[clock]
start = 2024-01-01T00:00:00Z
duration = "3h"
tick = "1h"
[entity.place]
rows = [{ name = "Zürich", size = 3 }, { name = "Ny", size = 12 }]
[entity.place.table]
name = "place"
columns = { name = "name", size = "size", note = "concat('a long note about ', name, ' that never ends')" }
[actor.person]
count = "people"
initial = "here"
[[actor.person.transition]]
name = "act"
from = "here"
chance = "100%"
emit = ["log"]
[[actor.person.transition]]
name = "vanish"
from = "there"
chance = "100%"
emit = ["gone"]
[table.log.columns]
ts = "now"
id = "index"
odd = "index % 2 == 1"
price = "decimal(index, 2)"
half = "if(index == 0, null, index / 2)"
wait = "1500ms"
text = "if(index == 1, null, 'a\nb')"
[table.gone.columns]
id = "index"
)toml";

}  // namespace

TEST_CASE("preview shows the first rows of every table, aligned") {
  const TemporaryFolder folder;
  write_file(folder.file("m.toml"), kModel);
  CHECK(seedbed_out(folder, {"preview", "m.toml", "--rows", "3"}) ==
        R"(m, seed 1, 2024-01-01T00:00:00Z to 2024-01-01T03:00:00Z; person: the first 100 of 1,000

place
  name    size  note
  Zürich     3  a long note about Zürich that never ends
  Ny        12  a long note about Ny that never ends

log
  ts                   id  odd    price  half  wait  text
  2024-01-01 00:00:00   0  false   0.00  null  1.5s  a\nb
  2024-01-01 00:00:00   1  true    1.00   0.5  1.5s  null
  2024-01-01 00:00:00   2  false   2.00     1  1.5s  a\nb

gone: no rows in this sample
)");
  CHECK(folder.names() == std::vector<std::string>{"m.toml"});
}

TEST_CASE("preview takes the options of a run") {
  const TemporaryFolder folder;
  write_file(folder.file("m.toml"), kModel);
  const std::string text = seedbed_out(folder, {"preview", "m.toml", "--set", "people=3", "--start",
                                                "2025-02-03", "--duration", "1h", "--seed", "7"});
  CHECK(text.starts_with("m, seed 7, 2025-02-03T00:00:00Z to 2025-02-03T01:00:00Z; person: all 3\n"));
  CHECK(has(text, "\n  2025-02-03 00:00:00   2  false"));
  CHECK(seedbed_out(folder, {"preview", "shop", "--seed", "1"}) == seedbed_out(folder, {"preview", "shop"}));
  CHECK(seedbed_out(folder, {"preview", "shop", "--seed", "2"}) != seedbed_out(folder, {"preview", "shop"}));
}

TEST_CASE("what preview shows is what a load writes") {
  const TemporaryFolder folder;
  (void)seedbed_out(folder, {"load", "shop", "--set", "customers=100", "--quiet"});
  const std::string text = seedbed_out(folder, {"preview", "shop", "--set", "customers=100", "--rows", "1"});
  const std::string order =
      query(folder.file("shop.db"), "SELECT order_id || '  ' FROM orders ORDER BY ordered_at LIMIT 1");
  const std::string time = query(folder.file("shop.db"), "SELECT min(ordered_at) FROM orders");
  CHECK(has(text, time));
  CHECK(has(text, order.substr(0, order.size() - 1)));
  for (const std::string line : {"\nproduct\n", "\ncustomer\n", "\nreturned_line\n"}) CHECK(has(text, line));
}

TEST_CASE("the preview of a huge run is bounded") {
  const TemporaryFolder folder;
  // A hundred users of a bank over ten million days would be some ten thousand million events; the loan of a
  // user nobody gets is waited for in vain.
  const std::string text =
      seedbed_out(folder, {"preview", "bank", "--set", "users=100_000_000", "--duration", "1000d"});
  CHECK(has(text, "user: the first 100 of 100,000,000"));
  std::string model = kModel;
  model.replace(model.find("\"3h\""), 4, "\"10000d\"");
  model.replace(model.find("\"1h\""), 4, "\"1s\"");
  write_file(folder.file("m.toml"), model);
  const std::string cut = seedbed_out(folder, {"preview", "m.toml"});
  CHECK(has(cut, "(the run is longer)"));
  CHECK(has(cut, "person: the first 1 of 1,000"));
  CHECK(has(cut, "gone: no rows in this sample"));
}

TEST_CASE("preview fails as a load does") {
  const TemporaryFolder folder;
  CHECK(run_seedbed(folder, {"preview", "bnak"}).status == 2);
  CHECK(run_seedbed(folder, {"preview", "bank", "--rows", "0"}).status == 2);
  CHECK(run_seedbed(folder, {"preview", "bank", "--set", "usres=1"}).status == 2);
  std::string model = kModel;
  model.replace(model.find("index / 2"), 9, "1 // (index - 7)");
  write_file(folder.file("m.toml"), model);
  const Outcome outcome = run_seedbed(folder, {"preview", "m.toml", "--rows", "20"});
  CHECK(outcome.status == 1);
  CHECK(outcome.out == "");
  CHECK(has(outcome.err, "division by zero"));
}

TEST_CASE("a reader that closes the pipe has seen enough") {
  const TemporaryFolder folder;
  const std::string program = seedbed_command(folder.path(), {}).words.front();
  for (const std::string words : {"preview bank --rows 1000", "show shop", "check bank"}) {
    CAPTURE(words);
    const std::string line = "set -o pipefail; { sleep 0.2; '" + program + "' " + words + "; } | true";
    Command command{{"bash", "-c", line}, folder.path(), {}, "", 0};
    const Outcome outcome = run(command);
    CHECK(outcome.status == 0);
    CHECK(outcome.err == "");
  }
}
