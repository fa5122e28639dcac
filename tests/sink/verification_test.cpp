// Verification and dropping, the same for every database.
#include "sink/verification.hpp"

#include "base/error.hpp"
#include "sink/fake_loaded_database.hpp"
#include "sink/model_drop.hpp"
#include "sink/small_loads.hpp"
#include "support/catch.hpp"

using namespace seedbed;
using namespace seedbed::test;

namespace {

const Table kPeople{"people", {{"id", Type::integer}, {"name", Type::text}}};
const Table kPets{"pets", {{"id", Type::integer}}};
const std::vector<Row> kTwo = {{std::int64_t{1}, "Ada"}, {std::int64_t{2}, "Grace"}};
const std::vector<Row> kThird = {{std::int64_t{3}, "Edsger"}};
const std::vector<Row> kPet = {{std::int64_t{7}}};

// Makes two loads into `people`. The first also creates and fills `pets`.
void fill(FakeLoadedDatabase& database, bool made_people = true) {
  using Names = std::vector<std::string>;
  database.load("m", {{kPeople, kTwo}, {kPets, kPet}},
                made_people ? Names{"people", "pets", "a_view"} : Names{"pets"});
  database.load("m", {{kPeople, kThird}, {kPets, {}}}, {});
}

VerifiedTable people_in(FakeLoadedDatabase& database) {
  const Verification verification = verify_loads(database);
  REQUIRE(verification.tables.size() == 2);
  CHECK(verification.tables[0].name == "people");
  CHECK((verification.tables[1].verdict == Verdict::agrees));
  CHECK(verification.differs() == (verification.tables[0].verdict == Verdict::differs));
  return verification.tables[0];
}

bool says(const VerifiedTable& table, const std::string& text) {
  return table.detail.find(text) != std::string::npos;
}

}  // namespace

TEST_CASE("loads of one table are compared as their sum", "[verify]") {
  FakeLoadedDatabase database;
  fill(database);
  const Verification verification = verify_loads(database);
  CHECK(verification.loads == 2);
  CHECK_FALSE(verification.differs());
  const VerifiedTable people = people_in(database);
  CHECK((people.verdict == Verdict::agrees));
  CHECK(people.recorded_rows == 3);
  CHECK(people.found_rows == 3);
  CHECK((people.found_digest == people.recorded_digest));
}

TEST_CASE("too few rows, too many rows and changed values are differences", "[verify]") {
  FakeLoadedDatabase database;
  fill(database);
  auto& rows = database.held("people").rows;
  std::string found;
  SECTION("one row is missing") {
    rows.pop_back();
    found = "1 row missing";
  }
  SECTION("two rows are missing") {
    rows.resize(1);
    found = "2 rows missing";
  }
  SECTION("one row is new") {
    rows.push_back(kThird[0]);
    found = "1 row too many";
  }
  SECTION("one row has changed") {
    rows[1][1] = "Barbara";
    found = "values differ";
  }
  SECTION("two rows have exchanged a cell") {
    std::swap(rows[0][1], rows[1][1]);
    found = "values differ";
  }
  SECTION("a cell has no value of its type") {
    database.held("people").bad_cell = "row 2 holds 'x' in column `id`";
    found = "row 2 holds 'x' in column `id`";
  }
  SECTION("the table is gone") {
    database.held("people").state.exists = false;
    found = "the table does not exist";
  }
  SECTION("a column is gone") {
    database.held("people").state.missing_columns = {"`name`"};
    found = "the column `name` does not exist";
  }
  SECTION("columns are gone and another does not keep its values") {
    database.held("people").state = {true, {"`id`", "`name`"}, {"`id` keeps little"}, ""};
    found = "the columns `id`, `name` do not exist";
  }
  const VerifiedTable people = people_in(database);
  CAPTURE(people.detail);
  CHECK((people.verdict == Verdict::differs));
  CHECK(says(people, found));
}

TEST_CASE("another order of rows is not a difference", "[verify]") {
  FakeLoadedDatabase database;
  fill(database);
  std::swap(database.held("people").rows[0], database.held("people").rows[2]);
  CHECK((people_in(database).verdict == Verdict::agrees));
}

TEST_CASE("rows are counted if a column does not keep its values", "[verify]") {
  FakeLoadedDatabase database;
  fill(database);
  auto& people = database.held("people");
  people.state.cut_columns = {"`id` keeps little", "`name` keeps less"};
  SECTION("the digest agrees all the same") { CHECK((people_in(database).verdict == Verdict::agrees)); }
  SECTION("the columns are named") {
    people.rows[0][1] = "Barbara";
    const VerifiedTable result = people_in(database);
    CHECK((result.verdict == Verdict::counted));
    CHECK(says(result, "`id` keeps little, `name` keeps less"));
  }
  SECTION("another number of rows is a difference") {
    people.rows.pop_back();
    CHECK((people_in(database).verdict == Verdict::differs));
  }
  SECTION("a type that cannot be read is named") {
    people.state.unreadable = "`id` is a point";
    people.rows[0][1] = "Barbara";
    const VerifiedTable result = people_in(database);
    CHECK((result.verdict == Verdict::counted));
    CHECK(says(result, "`id` is a point"));
    CHECK_FALSE(result.found_digest);
  }
}

TEST_CASE("rows are counted if no columns were recorded", "[verify]") {
  FakeLoadedDatabase database;
  fill(database);
  database.recorded(0).tables[0].table.columns.clear();
  SECTION("a later load recorded them") { CHECK((people_in(database).verdict == Verdict::agrees)); }
  SECTION("no load recorded them") {
    database.recorded(1).tables[0].table.columns.clear();
    const VerifiedTable result = people_in(database);
    CHECK((result.verdict == Verdict::counted));
    CHECK(says(result, "recorded no columns"));
  }
}

TEST_CASE("additional rows in a table that no load made are not a difference", "[verify]") {
  FakeLoadedDatabase database;
  fill(database, false);
  auto& rows = database.held("people").rows;
  SECTION("with more rows nothing is compared") {
    rows.push_back({std::int64_t{9}, "theirs"});
    database.held("people").bad_cell = "row 4 holds 'x'";
    const VerifiedTable people = people_in(database);
    CHECK((people.verdict == Verdict::unknown));
    CHECK(says(people, "existed before the first load"));
  }
  SECTION("the loaded rows alone are compared") {
    CHECK((people_in(database).verdict == Verdict::agrees));
    rows[0][1] = "Barbara";
    CHECK((people_in(database).verdict == Verdict::differs));
  }
  SECTION("fewer rows are a difference") {
    rows.pop_back();
    CHECK((people_in(database).verdict == Verdict::differs));
  }
}

TEST_CASE("a model is dropped with what its loads made", "[drop]") {
  FakeLoadedDatabase database;
  fill(database);
  database.load("other", {{Table{"theirs", {{"id", Type::integer}}}, {}}}, {"theirs"});
  const DroppedModel dropped = drop_model(database, {"m"});
  CHECK(dropped.model == "m");
  CHECK(dropped.removed == std::vector<std::string>{"the record of m"});
  CHECK(dropped.notes.empty());
  CHECK(database.dropped() == std::vector<std::string>{"people", "pets", "a_view"});
}

TEST_CASE("a table that existed before stays, and a note reports it", "[drop]") {
  FakeLoadedDatabase database;
  fill(database, false);
  const DroppedModel dropped = drop_model(database, {"m"});
  CHECK(database.dropped() == std::vector<std::string>{"pets"});
  REQUIRE(dropped.notes.size() == 1);
  CHECK(dropped.notes[0].starts_with("the table people stays"));
}

TEST_CASE("a name belongs to the model that recorded it last", "[drop]") {
  FakeLoadedDatabase database;
  fill(database);
  database.load("other", {{kPets, {}}}, {"pets"});
  (void)drop_model(database, {"m"});
  CHECK(database.dropped() == std::vector<std::string>{"people", "a_view"});
  (void)drop_model(database, {"other"});
  CHECK(database.dropped() == std::vector<std::string>{"pets"});
}

TEST_CASE("the first recorded name is dropped, and the nearest is suggested if none is recorded", "[drop]") {
  FakeLoadedDatabase database;
  fill(database);
  database.load("bank", {}, {});
  CHECK(drop_model(database, {"x.toml", "bank", "m"}).model == "bank");
  const auto near = caught([&] { (void)drop_model(database, {"./bnak.toml", "bnak"}); });
  CHECK(near.failure == Failure::usage);
  CHECK(near.says("no load of a model `bnak`; did you mean `bank`?"));
  CHECK(caught([&] { (void)drop_model(database, {"quite another"}); }).says("it holds loads of: m, bank"));
}
