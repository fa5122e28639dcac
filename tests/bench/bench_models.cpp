// Measures the simulator with the target `null:` on models other than the bank, on one thread: transitions
// per second of a model with rates and of one with weights, both with a rhythm and a fade on all transitions
// and one row per transition; rows per second of a wide table with columns of every type. Compares the number
// of events with formulas, and the rows of one thread with those of two. Exits with 1 if they differ.
//
//   bench_models [--users 30000] [--days 30] [--rounds 3] [--seed 1]
#include <fmt/format.h>

#include <cmath>
#include <cstdlib>
#include <ctime>
#include <exception>
#include <numeric>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "measure.hpp"
#include "model/compile/model_compiler.hpp"
#include "pipeline/load.hpp"
#include "sink/null/target.hpp"

namespace seedbed::bench {
namespace {

constexpr double kMillion = 1e6;
constexpr std::int64_t kMicrosPerDay = 86'400'000'000;

// The fade is 1 at the start: rates and waits are proportional to its integral over the run.
constexpr std::string_view kPace = R"toml(
[rhythm.evening]
hours = [2, 1, 1, 1, 1, 2, 3, 4, 5, 5, 5, 6, 6, 6, 6, 6, 7, 8, 10, 12, 12, 10, 6, 4]
weekdays = [4, 4, 4, 4, 5, 7, 7]
)toml";

constexpr std::string_view kRates = R"toml(
[parameters]
users = 1
[clock]
start = 2024-01-01T00:00:00Z
duration = "30d"
[table.event.columns]
user_id = "index"
event = "transition"
ts = "now"
[actor.user]
count = "users"
initial = "away"
rhythm = "evening"
fade = { since = "installed_at", power = 0.47, scale = "1d" }
[actor.user.attributes]
installed_at = "start"
[[actor.user.transition]]
name = "come"
from = "away"
to = "here"
rate = "24/day"
emit = ["event"]
[[actor.user.transition]]
name = "look"
from = "here"
rate = "24/day"
emit = ["event"]
[[actor.user.transition]]
name = "leave"
from = "here"
to = "away"
rate = "24/day"
emit = ["event"]
)toml";

constexpr std::string_view kWeights = R"toml(
[parameters]
users = 1
[clock]
start = 2024-01-01T00:00:00Z
duration = "30d"
[table.event.columns]
user_id = "index"
event = "transition"
ts = "now"
[actor.user]
count = "users"
initial = "home"
rhythm = "evening"
fade = { since = "installed_at", power = 0.47, scale = "1d" }
[actor.user.attributes]
installed_at = "start"
[actor.user.state."*"]
stay = "exponential(1h)"
emit = ["event"]
[actor.user.moves]
home = { search = 0.5, shop = 0.3, home = 0.2 }
search = { shop = 0.6, search = 0.2, home = 0.2 }
shop = { home = 0.9, search = 0.1 }
)toml";

constexpr std::string_view kWide = R"toml(
[parameters]
users = 1
[clock]
start = 2024-01-01T00:00:00Z
duration = "30d"
tick = "1h"
[table.wide.columns]
flag = "index % 2 == 0"
whole = "uniform_int(0, 1000)"
share = "uniform(0, 1)"
price = "decimal(uniform(1, 100), 2)"
name = "pick(std.first_name)"
at = "now"
day = "date(now)"
lasted = "exponential(10m)"
token = "uuid()"
data = "json('n', index, 'page', 'home')"
user_id = "index"
event = "transition"
[actor.user]
count = "users"
initial = "on"
[[actor.user.transition]]
name = "write"
from = "on"
chance = "10%"
emit = ["wide"]
)toml";

struct Case {
  std::string_view name;
  std::string_view unit;
  std::string text;
  double events;  // expected per user
};

struct Run {
  std::uint64_t events = 0;
  std::vector<std::uint64_t> rows;
  std::vector<Digest> digests;
  double seconds = 0;
  double processors = 0;  // that it used, on average
  [[nodiscard]] bool same_rows(const Run& other) const {
    return events == other.events && rows == other.rows && digests == other.digests;
  }
};

struct Spec {
  std::uint32_t users = 30'000;
  std::uint32_t days = 30;
  std::uint64_t seed = 1;
};

double processor_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

Run run_model(const Case& which, const Spec& spec, std::size_t threads) {
  model::CompileOptions compile;
  compile.set = {{"users", std::to_string(spec.users)}};
  compile.duration = spec.days * kMicrosPerDay;
  std::vector<std::string> warnings;
  const model::Model model = model::compile_model(which.text, "bench.toml", "bench", compile, warnings);
  LoadPlan plan = plan_load(model, spec.seed, whole_run(model));
  plan.threads = threads;
  const auto target = make_null_target();
  const double before = processor_seconds();
  const LoadResult result = run_load(plan, *target, {});
  const std::vector<std::uint64_t>& fired = result.transitions.at(0).fired;
  return {std::accumulate(fired.begin(), fired.end(), std::uint64_t{0}), result.totals.rows,
          result.totals.digests, result.seconds, (processor_seconds() - before) / result.seconds};
}

// Events are nearly independent: a count deviates by a few times its square root, and slightly more because
// the mean of the multipliers is not 1 in the first and last week of the run.
void require_expected(const Case& which, const Spec& spec, const Run& run) {
  const double expected = which.events * spec.users;
  if (std::fabs(static_cast<double>(run.events) - expected) < 0.06 * expected) return;
  throw std::runtime_error(
      fmt::format("{}: {} transitions, expected about {:.0f}", which.name, run.events, expected));
}

void measure(const Case& which, const Spec& spec, std::uint32_t rounds) {
  std::vector<double> rates;
  std::vector<double> processors;
  const Run both = run_model(which, spec, 2);
  require_expected(which, spec, both);
  for (std::uint32_t round = 0; round < rounds; ++round) {
    const Run run = run_model(which, spec, 1);
    if (!run.same_rows(both))
      throw std::runtime_error(fmt::format("{}: one and two threads differ", which.name));
    rates.push_back(static_cast<double>(run.events) / kMillion / run.seconds);
    processors.push_back(run.processors);
  }
  fmt::print("{:<22}", which.name);
  for (const double rate : rates) fmt::print(" {:7.2f}", rate);
  fmt::print("   median {:.2f} M {}/s, on {:.2f} processors\n", median(rates), which.unit,
             median(processors));
}

void run(int count, const char* const* arguments) {
  Options options(count, arguments);
  Spec spec;
  spec.users = options.number("users", spec.users);
  spec.days = options.number("days", spec.days);
  spec.seed = options.number("seed", 1);
  const std::uint32_t rounds = options.number("rounds", 3);
  options.check_all_used();
  const double days = spec.days;
  // The integral of the fade (1 + t/1d)^-0.47, in days.
  const double interest = (std::pow(1 + days, 0.53) - 1) / 0.53;
  // Two of three equal rates leave `here`: an actor is there half of the time, with twice the events.
  const Case rates{"rates", "transitions", std::string(kRates).append(kPace), 24 * interest * 1.5};
  // A wait passes at the speed of its beginning: like a rate, except for the fade during the wait.
  const Case weights{"weights", "transitions", std::string(kWeights).append(kPace), 24 * interest};
  const Case wide{"12 columns", "rows", std::string(kWide), 0.1 * 24 * days};
  fmt::print("{} users, {} days, seed {}, one thread\n", spec.users, spec.days, spec.seed);
  for (const Case& which : {rates, weights, wide}) measure(which, spec, rounds);
}

}  // namespace
}  // namespace seedbed::bench

int main(int count, char** arguments) {
  try {
    seedbed::bench::run(count, arguments);
    return EXIT_SUCCESS;
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench_models: {}\n", error.what());
    return EXIT_FAILURE;
  }
}
