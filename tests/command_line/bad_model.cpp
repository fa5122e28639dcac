#include "command_line/bad_model.hpp"

#include <algorithm>

#include "command_line/program.hpp"
#include "support/catch.hpp"
#include "support/run_model.hpp"

namespace seedbed::test {

const std::string kGoodModel = R"toml([model]
name = "good"

[parameters]
users = 10

[clock]
start = 2024-01-01T00:00:00Z
duration = "1d"
tick = "1m"

[actor.user]
count = "users"
initial = "off"

[actor.user.attributes]
user_id = "index"
balance = "uniform_int(0, 9)"
country = "'US'"

[[actor.user.transition]]
name = "login"
from = "off"
to = "on"
chance = "1%"
let = { amount = "uniform_int(1, 5)" }
when = "amount <= balance"
set = { balance = "balance - amount" }
emit = ["click"]

[[actor.user.transition]]
name = "logout"
from = "on"
to = "off"
chance = "50%"

[table.click.columns]
user_id = "user_id"
amount = "amount"
ts = "now"
)toml";

std::string edited(const std::vector<Edit>& edits) {
  std::string model = kGoodModel;
  for (const Edit& edit : edits) model = replaced(model, edit.from, edit.to);
  return model;
}

void check_complaints(const std::string& model, const std::vector<Complaint>& complaints,
                      const Files& files) {
  const TemporaryFolder folder;
  for (const auto& [name, bytes] : files) write_file(folder.file(name), bytes);
  write_file(folder.file("m.toml"), model);
  const Outcome outcome = run_seedbed(folder, {"check", "m.toml"});
  CAPTURE(outcome.err);
  const std::vector<std::string> lines = lines_of(outcome.err);
  CHECK(lines.size() == complaints.size());
  for (std::size_t i = 0; i < std::min(lines.size(), complaints.size()); ++i) {
    CAPTURE(complaints[i].place, complaints[i].phrase);
    const bool other_file = has(complaints[i].place, ".csv:");
    CHECK(lines[i].starts_with((other_file ? "" : "m.toml:") + complaints[i].place + ": "));
    CHECK(has(lines[i], complaints[i].phrase));
  }
  const bool wrong = std::any_of(complaints.begin(), complaints.end(),
                                 [](const Complaint& c) { return c.place.ends_with("error"); });
  CHECK(outcome.status == (wrong ? 2 : 0));
  CHECK(outcome.out.empty() == wrong);
  if (!wrong) return;
  const Outcome load = run_seedbed(folder, {"load", "m.toml"});
  CHECK(load.status == 2);
  CHECK(load.err == outcome.err);
  CHECK(folder.names().size() == 1 + files.size());
}

void check_all(const std::vector<BadModel>& models) {
  for (const BadModel& model : models) check_complaints(edited(model.edits), model.complaints);
}

}  // namespace seedbed::test
