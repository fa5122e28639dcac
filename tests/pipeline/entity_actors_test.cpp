// Actors that belong to rows of entities: their numbers, and parts of a load that add up to the whole.
#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

#include "support/catch.hpp"
#include "support/loaded.hpp"
#include "support/statistics.hpp"

using namespace seedbed;
using namespace seedbed::test;

namespace {

using Rows = std::vector<TextRow>;

// Visits belong to accounts, accounts to people, people to groups. People, accounts, groups and also cities,
// which nothing belongs to, write rows.
const std::string kNested = R"toml(
[entity.group]
count = 5
[entity.group.table]
columns = { i = "index" }
[entity.city]
count = 4
[entity.city.table]
columns = { i = "index", code = "uuid()" }
[entity.person]
per = { group = "uniform_int(0, 9)", max = 9 }
[entity.person.attributes]
name = "pick(std.first_name)"
[entity.person.table]
columns = { i = "index", name = "name", up = "group == group" }
[entity.account]
per = { person = "poisson(1.5)", max = 4 }
distinct = "city"
[entity.account.attributes]
city = "choose(city)"
bonus = "uniform_int(1, 3)"
[entity.account.table]
columns = { i = "index", owner = "person.name", bonus = "bonus" }
[entity.card]
per = { account = 2 }
[entity.card.table]
columns = { i = "index" }
[actor.owner]
per = { person = 1 }
initial = "on"
[actor.owner.start]
at = "start + uniform(-6h, 30h)"
emit = ["log"]
[[actor.owner.finish]]
in = "on"
emit = [{ table = "log", columns = { what = "'end'" } }]
[actor.visit]
per = { account = "account.bonus - 1", max = 2 }
initial = "on"
[[actor.visit.transition]]
name = "pay"
from = "on"
rate = "8/day"
when = "bernoulli(0.7)"
let = { payment = "serial('payment')" }
emit = [{ table = "log", columns = { what = "'pay'", number = "payment", card = "choose(card of account) != null" } }]
[table.log]
types = { number = "int" }
[table.log.columns]
ts = "now"
i = "index"
what = "'start'"
number = "null"
)toml";

// The rows of all tables, sorted.
std::vector<Rows> sorted(std::vector<Rows> tables) {
  for (Rows& rows : tables) std::sort(rows.begin(), rows.end());
  return tables;
}

void append(std::vector<Rows>& tables, std::vector<Digest>& digests, const Loaded& part) {
  tables.resize(part.store().tables.size());
  digests.resize(tables.size());
  for (std::size_t t = 0; t < tables.size(); ++t) {
    const Rows& rows = part.store().tables[t].rows;
    tables[t].insert(tables[t].end(), rows.begin(), rows.end());
    digests[t] += part.result().load.totals.digests[t];
  }
}

RunSpec everything() {
  std::ifstream file(std::string(SEEDBED_SOURCE_DIR) + "/tests/pipeline/everything.toml");
  std::ostringstream text;
  text << file.rdbuf();
  REQUIRE(file);
  RunSpec spec;
  spec.model = text.str();
  return spec;
}

RunSpec jittered() {
  RunSpec spec = everything();
  spec.model = replaced(spec.model, "tick     = \"10m\"", "tick     = \"10m\"\njitter   = true");
  return spec;
}

RunSpec spec_of(const std::string& model) {
  return model == "nested" ? a_day_of(kNested) : model == "jittered" ? jittered() : everything();
}

}  // namespace

TEST_CASE("indexes of actors count up from their parent's index times max", "[per]") {
  const Loaded loaded(a_day_of(R"toml(
[entity.app]
count = 3
[actor.two]
per = { app = 2, max = 5 }
initial = "on"
[actor.two.state.on]
emit = ["two"]
[actor.some]
per = { app = "app.n - 1", max = 2 }
initial = "on"
[actor.some.state.on]
let = { number = "serial('a')" }
emit = ["some"]
[entity.app.attributes]
n = "2 * index"
[table.two.columns]
i = "index"
app = "app.n"
[table.some.columns]
i = "index"
app = "app.n"
number = "number"
again = "serial('a')"
)toml"));
  CHECK(loaded.rows("two") == Rows{{"0", "0"}, {"1", "0"}, {"5", "2"}, {"6", "2"}, {"10", "4"}, {"11", "4"}});
  // N is 3 times 2.
  CHECK(loaded.rows("some") == Rows{{"2", "2", "3", "9"}, {"4", "4", "5", "11"}, {"5", "4", "6", "12"}});
}

TEST_CASE("random numbers of actors have the distribution of their expression", "[per]") {
  const Loaded loaded(a_day_of(R"toml(
[entity.app]
count = 20_000
[actor.user]
per = { app = "poisson(1)", max = 2 }
initial = "on"
[actor.user.state.on]
emit = ["t"]
[table.t.columns]
i = "index"
)toml"));
  std::vector<double> actors(20'000);
  for (const std::string& i : loaded.column("t", "i")) actors.at(std::stoul(i) / 2) += 1;
  std::vector<double> observed(3);
  for (const double n : actors) observed[static_cast<std::size_t>(n)] += 1;
  const double p = 0.36787944117144233;
  CHECK(chi_square_statistic(observed, {p, p, 1 - 2 * p}) < chi_square_critical(kSignificance, 2));
  CHECK(chi_square_statistic(observed, {p + 0.02, p - 0.02, 1 - 2 * p}) >
        chi_square_critical(kSignificance, 2));
}

TEST_CASE("parents without actors and kinds without parents are no error", "[per]") {
  const Loaded loaded(a_day_of(R"toml(
[entity.app]
count = 3
[entity.none]
count = 0
[actor.user]
per = { app = 0 }
initial = "on"
[actor.user.state.on]
emit = ["t"]
[actor.nobody]
per = { none = "1 + poisson(1)", max = 3 }
initial = "on"
[actor.nobody.state.on]
let = { number = "serial('n')" }
emit = [{ table = "t", columns = { n = "number" } }]
[table.t.columns]
i = "index"
n = "0"
)toml"));
  CHECK(loaded.rows("t").empty());
}

TEST_CASE("serial numbers are unique over parents that are left out", "[per]") {
  const Loaded loaded(a_day_of(kNested));
  std::set<std::string> numbers;
  std::size_t payments = 0;
  for (const TextRow& row : loaded.rows("log")) {
    if (row[2] != "pay") continue;
    ++payments;
    numbers.insert(row[3]);
  }
  CHECK(payments > 150);
  CHECK(numbers.size() == payments);
}

TEST_CASE("any number of shards add up to the whole", "[per][split]") {
  const std::string model = GENERATE("nested", "everything", "jittered");
  RunSpec spec = spec_of(model);
  const Loaded whole(spec);
  std::vector<Rows> whole_rows;
  std::vector<Digest> whole_digests;
  append(whole_rows, whole_digests, whole);
  for (const std::uint64_t shards : {1U, 2U, 3U, 7U}) {
    CAPTURE(model, shards);
    std::vector<Rows> rows;
    std::vector<Digest> digests;
    spec.shards = shards;
    for (spec.shard = 1; spec.shard <= shards; ++spec.shard) append(rows, digests, Loaded(spec));
    CHECK(digests == whole_digests);
    CHECK((sorted(rows) == sorted(whole_rows)));
  }
}

TEST_CASE("a root is in one shard with everything that belongs to it, other rows are in the first",
          "[per][split]") {
  RunSpec spec = a_day_of(kNested);
  // Actors belong to people and to accounts: people are the roots, and groups are above them.
  const auto people = Loaded(spec).column("person", "i");
  REQUIRE(people.size() > 10);
  spec.shards = 3;
  for (spec.shard = 1; spec.shard <= 3; ++spec.shard) {
    const Loaded part(spec);
    std::vector<std::string> expected;
    for (std::size_t i = 0; i < people.size(); ++i) {
      if (i * 3 / people.size() == spec.shard - 1) expected.push_back(people[i]);
    }
    CHECK(part.column("person", "i") == expected);
    const std::set<std::string> own(expected.begin(), expected.end());
    for (const std::string& account : part.column("account", "i"))
      CHECK(own.count(std::to_string(std::stoul(account) / 4)) == 1);
    for (const std::string& card : part.column("card", "i"))
      CHECK(own.count(std::to_string(std::stoul(card) / 8)) == 1);
    for (const TextRow& row : part.rows("log"))
      CHECK(own.count(std::to_string(std::stoul(row[1]) / (row[2] == "pay" ? 8 : 1))) == 1);
    CHECK(part.rows("group").size() == (spec.shard == 1 ? 5 : 0));
    CHECK(part.rows("city").size() == (spec.shard == 1 ? 4 : 0));
  }
}

TEST_CASE("slices of a model with entities are the whole, row for row", "[per][split]") {
  const std::string model = GENERATE("nested", "everything", "jittered");
  RunSpec spec = spec_of(model);
  const Loaded whole(spec);
  std::vector<Rows> whole_rows;
  std::vector<Digest> whole_digests;
  append(whole_rows, whole_digests, whole);
  const model::Clock clock = whole.result().model.clock;
  for (const std::int64_t length : {std::int64_t{86'400'000'000}, std::int64_t{25'234'567'891}}) {
    CAPTURE(model, length);
    std::vector<Rows> rows;
    std::vector<Digest> digests;
    for (std::int64_t since = clock.start; since < clock.end; since += length) {
      spec.since = since;
      spec.until = std::min(since + length, clock.end);
      append(rows, digests, Loaded(spec));
    }
    CHECK(digests == whole_digests);
    CHECK((rows == whole_rows));
  }
}

TEST_CASE("threads, windows and a total order do not change the rows of a model with entities",
          "[per][determinism]") {
  const std::string model = GENERATE("nested", "everything", "jittered");
  const bool total = GENERATE(false, true);
  RunSpec spec = spec_of(model);
  const Loaded one(spec, {1, total});
  for (const auto& [threads, window_rows] : {std::pair(3, 0), {2, 5}, {1, 400}}) {
    CAPTURE(model, total, threads, window_rows);
    spec.threads = static_cast<std::size_t>(threads);
    spec.window_rows = static_cast<std::uint64_t>(window_rows);
    const Loaded other(spec, {1, total});
    CHECK(one.result().load.totals.digests == other.result().load.totals.digests);
    for (std::size_t t = 0; t < one.store().tables.size(); ++t) {
      CHECK((one.store().tables[t].rows == other.store().tables[t].rows));
      CHECK((one.store().tables[t].ranks == other.store().tables[t].ranks));
    }
  }
}

TEST_CASE("in the total order the rows of entities come first", "[per][order]") {
  const std::string model = GENERATE("nested", "everything");
  const Loaded loaded(spec_of(model), {1, true});
  std::uint64_t rows = 0;
  std::uint64_t last = 0;
  const auto& entities = loaded.result().model.entities;
  for (const auto& entity : entities) {
    if (!entity.row) continue;
    // Entities in the order of the file, the rows of each by their numbers.
    const auto& ranks = loaded.store().tables[entity.row->table].ranks;
    for (const std::uint64_t rank : ranks) {
      CHECK(rank == last);
      last = rank + 1;
    }
    rows += ranks.size();
  }
  CHECK(rows > 50);
  CHECK(last == rows);
}

TEST_CASE("a longer run of a model with entities changes no earlier row", "[per][independence]") {
  const std::string model = GENERATE("nested", "everything", "jittered");
  CAPTURE(model);
  RunSpec spec = spec_of(model);
  if (model != "nested")  // rows that are late at the end come later in a longer run
    spec.model = replaced(spec.model, "late      = { chance = \"2%\"", "late      = { chance = \"0%\"");
  const Loaded brief(spec);
  spec.duration = brief.result().model.clock.end - brief.result().model.clock.start + 100'000'000'001;
  const Loaded longer(spec);
  const auto& tables = brief.result().model.tables;
  const std::string end = model == "nested" ? "2024-01-02" : "2024-03-03 12";
  for (std::size_t t = 0; t < tables.size(); ++t) {
    const Rows& before = brief.store().tables[t].rows;
    const Rows& after = longer.store().tables[t].rows;
    CAPTURE(tables[t].name);
    if (tables[t].columns[0].name != "ts") {
      if (tables[t].name == "signup")
        CHECK((before.size() <= after.size() && std::equal(before.begin(), before.end(), after.begin())));
      if (tables[t].name != "signup" && tables[t].name != "visitor") CHECK((before == after));
      continue;
    }
    const auto is_late = [&](const TextRow& row) { return row[0] >= end; };
    const auto until = std::find_if(before.begin(), before.end(), is_late);
    const auto end_of = std::find_if(after.begin(), after.end(), is_late);
    CHECK(end_of != after.end());
    CHECK(std::equal(before.begin(), until, after.begin(), end_of));
  }
}

// As in golden_digest_test.cpp: if this changes, users get other rows for the same seed.
TEST_CASE("golden digests of a model that uses everything", "[golden]") {
  const bool jitter = GENERATE(false, true);
  CAPTURE(jitter);
  RunSpec spec = jitter ? jittered() : everything();
  spec.threads = 2;
  const RunResult result = run(spec);
  std::string found;
  for (std::size_t t = 0; t < result.model.tables.size(); ++t) {
    found += fmt::format("{} {} {}\n", result.model.tables[t].name, result.load.totals.rows[t],
                         to_hex(result.load.totals.digests[t]));
  }
  const std::string golden = R"(city 4 b0fb82dac70d4b29c39e272105ef3957
people 240 757d6961ce0d3a61edf0c6a6fc6ef116
app 12 bcfe71c534340d5b47c0252ad86bb897
campaign 24 e8e200b6bf176c4d8792837ceb46e619
placement 39 32c5ee788c6681c167dd7c9aa4576715
signup 295 881ab77f5757b7ffdd6c60ba429755eb
click 3220 273f8c40cf50e6c5fe5109abdcc0ad1d
visitor 98 0e60024ca9070f73383358f9b2f3cf3b
batch 244 6eedd903c1714cbe3bd80bb09e2a0d49
line 513 8e66cb83119dcf3605e567899c60dd8b
types 157 9e8b7571b568964b0dd8e69f2fb8fe51
page 20253 35196b32b256643f8aaafc3e441a0a2d
)";
  // Jitter changes the times of chances only.
  const std::string with_jitter = replaced(golden, "click 3220 273f8c40cf50e6c5fe5109abdcc0ad1d",
                                           "click 3206 2dcaecc91f776c3e81d4e44cb61d0fe1");
  CHECK(found == (jitter ? with_jitter : golden));
}
