#include "app/summary.hpp"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <numeric>

#include "base/civil_time.hpp"
#include "base/json_writer.hpp"
#include "base/numbers.hpp"

namespace seedbed {
namespace {

std::uint64_t peak_rss_bytes() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
}

std::uint64_t total_rows(const LoadResult& result) {
  return std::accumulate(result.totals.rows.begin(), result.totals.rows.end(), std::uint64_t{0});
}

double rows_per_second(const LoadResult& result) {
  return result.seconds > 0 ? static_cast<double>(total_rows(result)) / result.seconds : 0;
}

// {"name": value, …} with one entry per table.
template <typename Value>
std::string by_table(const Summary& summary, Value value) {
  std::string json = "{";
  const auto& tables = summary.plan->request.tables;
  for (std::size_t t = 0; t < tables.size(); ++t) {
    json += fmt::format("{}{}: {}", t == 0 ? "" : ", ", json_string(tables[t].name), value(t));
  }
  return json + "}";
}

// {"user": {"login": 12, …}, …}
std::string by_transition(const Summary& summary,
                          std::vector<std::uint64_t> model::TransitionCounts::*counts) {
  std::string json = "{";
  for (std::size_t k = 0; k < summary.plan->model->actors.size(); ++k) {
    const model::ActorKind& kind = summary.plan->model->actors[k];
    json += fmt::format("{}{}: {{", k == 0 ? "" : ", ", json_string(kind.name));
    for (std::size_t t = 0; t < kind.transitions.size(); ++t) {
      json += fmt::format("{}{}: {}", t == 0 ? "" : ", ", json_string(kind.transitions[t]),
                          (summary.result->transitions[k].*counts)[t]);
    }
    json += '}';
  }
  return json + "}";
}

// {"clickstream": {"dropped": 5, "nulled": {"event": 2}, "duplicated": 1, "late": 9}, …}: tables with noise.
std::string by_noise(const Summary& summary) {
  std::vector<std::string> tables;
  for (std::size_t t = 0; t < summary.result->noise.size(); ++t) {
    const auto& noise = summary.plan->model->noise[t];
    if (!noise) continue;
    const model::NoiseCounts& counts = summary.result->noise[t];
    const Table& table = summary.plan->model->tables[t];
    std::vector<std::string> nulled;
    for (std::size_t n = 0; n < noise->nulls.size(); ++n) {
      nulled.push_back(
          fmt::format("{}: {}", json_string(table.columns[noise->nulls[n].column].name), counts.nulled[n]));
    }
    tables.push_back(fmt::format(R"({}: {{"dropped": {}, "nulled": {{{}}}, "duplicated": {}, "late": {}}})",
                                 json_string(table.name), counts.dropped, fmt::join(nulled, ", "),
                                 counts.duplicated, counts.late));
  }
  return fmt::format("{{{}}}", fmt::join(tables, ", "));
}

// "12 dropped, 3 duplicated": the kinds of noise that the table has.
std::string noise_text(const model::Noise& noise, const model::NoiseCounts& counts, const Table& table) {
  std::vector<std::string> parts;
  const auto add = [&](std::uint64_t count, std::string_view what) {
    parts.push_back(fmt::format("{} {}", format_count(count), what));
  };
  if (noise.drop > 0) add(counts.dropped, "dropped");
  for (std::size_t n = 0; n < noise.nulls.size(); ++n)
    add(counts.nulled[n], fmt::format("without `{}`", table.columns[noise.nulls[n].column].name));
  if (noise.duplicate > 0) add(counts.duplicated, "duplicated");
  if (noise.late) add(counts.late, "late");
  return fmt::format("{}", fmt::join(parts, ", "));
}

}  // namespace

std::string summary_text(const Summary& summary) {
  const LoadResult& result = *summary.result;
  const LoadIdentity& identity = summary.plan->request.identity;
  std::string text =
      fmt::format("{}, seed {}, {} to {}{}\n", identity.model, identity.seed, format_iso(identity.since),
                  format_iso(identity.until),
                  identity.shards > 1 ? fmt::format(", shard {}/{}", identity.shard, identity.shards) : "");
  std::size_t width = 0;
  for (const Table& table : summary.plan->request.tables) width = std::max(width, table.name.size());
  for (std::size_t t = 0; t < summary.plan->request.tables.size(); ++t) {
    text += fmt::format("  {:<{}}  {:>15} rows\n", summary.plan->request.tables[t].name, width,
                        format_count(result.totals.rows[t]));
    if (result.noise.empty() || !summary.plan->model->noise[t]) continue;
    const std::string noise =
        noise_text(*summary.plan->model->noise[t], result.noise[t], summary.plan->model->tables[t]);
    if (!noise.empty()) text += fmt::format("  {:<{}}  noise: {}\n", "", width, noise);
  }
  text +=
      fmt::format("{} rows in {:.1f} s ({} rows/s) into {}", format_count(total_rows(result)), result.seconds,
                  format_count(static_cast<std::uint64_t>(rows_per_second(result))), summary.target_text);
  if (summary.target->bytes() > 0) text += fmt::format(" ({})", format_bytes(summary.target->bytes()));
  for (const std::string& note : summary.target->notes()) text += "\n" + note;
  return text + "\n";
}

std::string summary_json(const Summary& summary) {
  const LoadResult& result = *summary.result;
  const LoadIdentity& identity = summary.plan->request.identity;
  return fmt::format(
      "{{\"model\": {}, \"seed\": {}, \"shard\": \"{}/{}\", \"since\": \"{}\", \"until\": \"{}\", "
      "\"target\": {}, "
      "\"rows\": {}, \"rows_total\": {}, \"transitions\": {}, \"refused\": {}, \"noise\": {}, \"bytes\": "
      "{}, "
      "\"seconds\": {:.3f}, \"rows_per_second\": {:.0f}, \"peak_rss_bytes\": {}, \"digest\": {}, \"writer\": "
      "{}}}\n",
      json_string(identity.model), identity.seed, identity.shard, identity.shards, format_iso(identity.since),
      format_iso(identity.until), json_string(summary.target_text),
      by_table(summary, [&](std::size_t t) { return fmt::format("{}", result.totals.rows[t]); }),
      total_rows(result), by_transition(summary, &model::TransitionCounts::fired),
      by_transition(summary, &model::TransitionCounts::refused), by_noise(summary), summary.target->bytes(),
      result.seconds, rows_per_second(result), peak_rss_bytes(),
      by_table(summary, [&](std::size_t t) { return json_string(to_hex(result.totals.digests[t])); }),
      by_table(summary, [&](std::size_t t) { return json_string(summary.target->writer_name(t)); }));
}

}  // namespace seedbed
