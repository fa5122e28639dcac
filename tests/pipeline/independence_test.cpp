// Changes of the model, the population or the duration do not change other rows.
#include <algorithm>
#include <functional>

#include "pipeline/models.hpp"
#include "support/catch.hpp"
#include "support/memory_target.hpp"
#include "support/run_model.hpp"

using namespace seedbed;
using namespace seedbed::test;

namespace {

constexpr std::int64_t kDay = 86'400'000'000;

struct Rows {
  std::vector<Table> tables;
  std::vector<std::vector<TextRow>> rows;

  [[nodiscard]] const std::vector<TextRow>& of(const std::string& name) const {
    for (std::size_t t = 0; t < tables.size(); ++t) {
      if (tables[t].name == name) return rows[t];
    }
    throw std::out_of_range(name);
  }
};

Rows rows_of(const RunSpec& spec) {
  MemoryStore store;
  const auto target = make_memory_target(store);
  Rows result{run(spec, *target).model.tables, {}};
  for (MemoryTable& table : store.tables) result.rows.push_back(std::move(table.rows));
  return result;
}

std::vector<TextRow> where(const std::vector<TextRow>& rows,
                           const std::function<bool(const TextRow&)>& holds) {
  std::vector<TextRow> result;
  std::copy_if(rows.begin(), rows.end(), std::back_inserter(result), holds);
  return result;
}

RunSpec mixed(std::string text = mixed_model()) {
  RunSpec spec;
  spec.model = std::move(text);
  return spec;
}

RunSpec bank(const std::string& users) {
  RunSpec spec;
  spec.model = bundled_model("bank");
  spec.set = {{"users", users}};
  spec.duration = 3 * kDay;
  return spec;
}

}  // namespace

TEST_CASE("a longer duration changes no earlier row", "[independence]") {
  SECTION("bank") {
    const Rows brief = rows_of(bank("200"));
    RunSpec spec = bank("200");
    spec.duration = 10 * kDay;
    const Rows longer = rows_of(spec);
    for (const char* table : {"clickstream", "trx", "balance", "loan"}) {
      REQUIRE(longer.of(table).size() > brief.of(table).size());
      CHECK(std::equal(brief.of(table).begin(), brief.of(table).end(), longer.of(table).begin()));
    }
  }
  SECTION("mixed, with arrivals") {
    RunSpec spec = mixed();
    const Rows brief = rows_of(spec);
    spec.duration = 5 * kDay + 1;
    const Rows longer = rows_of(spec);
    const auto before_the_end = [](const TextRow& row) { return row[0] < "2024-03-03"; };
    const auto expected = where(brief.of("diary"), before_the_end);
    CHECK(expected.size() < brief.of("diary").size());
    CHECK((expected == where(longer.of("diary"), before_the_end)));
  }
}

TEST_CASE("more users change no row of the existing users", "[independence]") {
  const Rows few = rows_of(bank("100"));
  const Rows many = rows_of(bank("350"));
  for (const char* table : {"clickstream", "trx", "balance", "loan", "account"}) {
    const std::size_t user = table == std::string("balance") || table == std::string("loan") ? 1 : 0;
    const auto among_the_first = [&](const TextRow& row) { return std::stoi(row[user]) < 100; };
    CHECK((few.of(table) == where(many.of(table), among_the_first)));
  }
}

TEST_CASE("a new column changes no other value", "[independence]") {
  const Rows before = rows_of(mixed());
  const Rows after =
      rows_of(mixed(replaced(mixed_model(), "flag = \"if(", "extra = \"uniform(0, 1)\"\nflag = \"if(")));
  CHECK((before.of("diary") == after.of("diary")));
  std::vector<TextRow> others = after.of("everything");
  for (TextRow& row : others) row.erase(row.begin());
  CHECK((before.of("everything") == others));
}

TEST_CASE("a new table changes no other value", "[independence]") {
  const Rows before = rows_of(mixed());
  std::string text = replaced(mixed_model(), "emit = [\"diary\", \"everything\", \"diary\"]",
                              "emit = [\"extra\", \"diary\", \"everything\", \"diary\"]");
  text += "\n[table.extra.columns]\nid = \"id\"\nlot = \"uniform(0, 1)\"\n";
  const Rows after = rows_of(mixed(text));
  CHECK((before.of("diary") == after.of("diary")));
  CHECK((before.of("everything") == after.of("everything")));
  CHECK_FALSE(after.of("extra").empty());
}

TEST_CASE("a new actor kind changes no other value", "[independence]") {
  const Rows before = rows_of(mixed());
  const std::string kind = R"toml(
[actor.ghost]
count = 50
initial = "here"
[actor.ghost.attributes]
id = "index"
kind = "'ghost'"
nick = "'boo'"
events = "0"
[[actor.ghost.transition]]
name = "sale"
from = "here"
chance = "40%"
set = { events = "events + uniform_int(1, 2)" }
emit = ["diary"]

[actor.person]
)toml";
  const Rows after = rows_of(mixed(replaced(mixed_model(), "[actor.person]\n", kind)));
  const auto no_ghost = [](const TextRow& row) { return row[1] != "ghost"; };
  CHECK(after.of("diary").size() > before.of("diary").size());
  CHECK((before.of("diary") == where(after.of("diary"), no_ghost)));
  CHECK((before.of("everything") == after.of("everything")));
}

TEST_CASE("a new attribute and a new `let` change no other value", "[independence]") {
  const Rows before = rows_of(mixed());
  std::string text = replaced(mixed_model(), "weight = \"uniform(0.5, 1.5)\"",
                              "luck = \"uniform(0, 1)\"\nweight = \"uniform(0.5, 1.5)\"");
  text = replaced(text, "when = \"bernoulli(0.7)\"",
                  "let = { unused = \"normal(0, 1)\" }\nwhen = \"bernoulli(0.7)\"");
  const Rows after = rows_of(mixed(text));
  CHECK((before.of("diary") == after.of("diary")));
  CHECK((before.of("everything") == after.of("everything")));
}
