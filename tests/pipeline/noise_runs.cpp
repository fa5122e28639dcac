#include "pipeline/noise_runs.hpp"

#include "simulation/simulation.hpp"

namespace seedbed::test {
namespace {

template <typename T>
T cell(const char* row, const RowLayout& layout, std::size_t column) {
  return load_as<T>(row + layout.offset(column));
}

FeedRow feed_row(const char* row, const RowLayout& layout) {
  const bool no_name = (load_as<std::uint64_t>(row + RowLayout::kNulls) >> kFeedName & 1U) != 0;
  const auto word = [&](FeedColumn column) { return cell<std::int64_t>(row, layout, column); };
  const std::size_t name = layout.offset(kFeedName);
  return {row_time(row),
          word(kFeedKind),
          word(kFeedId),
          word(kFeedEvent),
          word(kFeedPart),
          word(kFeedTime),
          no_name ? "NULL"
                  : std::string(load_as<const char*>(row + name), load_as<std::uint64_t>(row + name + 8))};
}

}  // namespace

std::string feed_model(const std::string& noise) {
  return R"toml(
[clock]
start = 2024-01-01T00:00:00Z
duration = "1d"
tick = "10m"

[actor.user]
count = 120
initial = "on"
[actor.user.attributes]
kind = "0"
event = "0"
name = "if(index % 10 == 0, null, concat('user ', text(index)))"
[actor.user.start]
at = "start + (index % 3) * 1h"
emit = [{ table = "feed", columns = { part = "0" } }]
[[actor.user.transition]]
name = "act"
from = "on"
to = "on"
chance = "30%"
set = { event = "event + 1" }
each = { times = "2", emit = [{ table = "feed", columns = { part = "2 + nth" } }, "quiet"] }
emit = [{ table = "feed", columns = { part = "1" } }, "quiet", { table = "feed", columns = { part = "2" } }]
[actor.user.state.on]
emit = [{ table = "feed", columns = { part = "9" } }]
[[actor.user.finish]]
in = "*"
emit = [{ table = "feed", columns = { part = "10" } }]

[actor.shop]
count = 40
initial = "open"
[actor.shop.attributes]
kind = "1"
event = "0"
name = "concat('shop ', text(index))"
[[actor.shop.transition]]
name = "sell"
from = "open"
rate = "6/h"
set = { event = "event + 1" }
emit = [{ table = "feed", columns = { part = "1" } }, { table = "feed", columns = { part = "2" } }]

[table.feed.columns]
kind = "kind"
id = "index"
event = "event"
part = "0"
ts = "now"
name = "name"
[table.feed.noise]
)toml" + noise +
         R"toml(
[table.quiet.columns]
id = "index"
ts = "now"
)toml";
}

std::string noisy_model() {
  return feed_model(R"toml(
drop = "5%"
null = { name = "20%" }
duplicate = "10%"
late = { chance = "40%", by = "if(bernoulli(0.3), 1h, exponential(2h))", max = "8h" }
)toml");
}

std::vector<FeedRow> feed_rows(const RunSpec& spec, std::size_t ranges) {
  const model::Model model = compiled(spec);
  model::RunOptions options;
  options.seed = spec.seed;
  options.slice = {spec.since.value_or(model.clock.start), spec.until.value_or(model.clock.end), 1, 1};
  options.ranges = ranges;
  model::Simulation simulation(model, options);
  std::vector<FeedRow> rows;
  model::WindowRows window(model);
  for (std::size_t w = 0; w < simulation.windows(); ++w) {
    for (std::size_t range = 0; range < simulation.ranges(); ++range) {
      simulation.simulate(range, w, window);
      for (std::size_t r = 0; r < window.tables[0].rows(); ++r)
        rows.push_back(feed_row(window.tables[0].row(r), model.layouts[0]));
      window.clear();
    }
  }
  return rows;
}

}  // namespace seedbed::test
