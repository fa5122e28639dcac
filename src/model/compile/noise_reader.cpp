#include "model/compile/noise_reader.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "document/keys.hpp"
#include "random/random.hpp"

namespace seedbed::model {
namespace {

using Kind = ExprType::Kind;

class NoiseReader {
 public:
  NoiseReader(const TableSet::TableDef& table, const Scope& scope, Model& model, Diagnostics& diagnostics)
      : table_(table),
        scope_(scope),
        model_(model),
        diagnostics_(diagnostics),
        where_(table.of_entity ? fmt::format("`noise` of table `{}`", table.name)
                               : fmt::format("[table.{}.noise]", table.name)) {}

  Noise read();

 private:
  void read_nulls(const Node& nulls, Noise& noise);
  Noise::Late read_late(const Node& late);
  double probability(const Node* node, const std::string& place);
  std::optional<Compiled> duration(const Node* node, const Node& late, bool may_draw,
                                   std::string_view example);
  [[nodiscard]] std::string place_of(std::string_view step) const {
    return fmt::format("table.{}.noise.{}", table_.name, step);
  }
  [[nodiscard]] std::uint64_t key_of(std::string_view step) const { return draw_key(place_of(step), 0); }

  const TableSet::TableDef& table_;
  const Scope& scope_;
  Model& model_;
  Diagnostics& diagnostics_;
  std::string where_;
};

Noise NoiseReader::read() {
  Keys keys(*table_.noise, where_, diagnostics_);
  Noise noise;
  noise.drop = probability(keys.take("drop"), place_of("drop"));
  noise.drop_key = key_of("drop");
  if (const Node* nulls = keys.take_table("null")) read_nulls(*nulls, noise);
  noise.duplicate = probability(keys.take("duplicate"), place_of("duplicate"));
  noise.duplicate_key = key_of("duplicate");
  if (const Node* late = keys.take_table("late")) noise.late = read_late(*late);
  if (noise.late && table_.of_entity) {
    diagnostics_.warning(
        table_.noise->find("late")->at,
        fmt::format("`late` in {}: the rows of an entity come first and are never late", where_));
    noise.late.reset();
  }
  keys.finish();
  return noise;
}

void NoiseReader::read_nulls(const Node& nulls, Noise& noise) {
  std::vector<std::string> names;
  for (const auto& column : table_.columns) names.push_back(column.name);
  for (const Node& entry : nulls.items) {
    const auto column = std::find(names.begin(), names.end(), entry.key);
    if (column == names.end()) {
      diagnostics_.error(entry.key_at, fmt::format("`null` in {}: there is no column `{}`{}", where_,
                                                   entry.key, suggestion(entry.key, names)));
      continue;
    }
    const std::string place = place_of("null." + entry.key);
    noise.nulls.push_back(
        {static_cast<std::uint16_t>(column - names.begin()), probability(&entry, place), draw_key(place, 0)});
  }
}

Noise::Late NoiseReader::read_late(const Node& node) {
  const std::string where = fmt::format("`late` in {}", where_);
  Keys keys(node, where, diagnostics_);
  const Node* chance = keys.take("chance");
  if (chance == nullptr) {
    diagnostics_.error(node.at, fmt::format("{} has no `chance`: expected how many rows are late, such as "
                                            "chance = \"1%\"",
                                            where));
  }
  Noise::Late late;
  late.chance = probability(chance, place_of("late.chance"));
  late.key = key_of("late.chance");
  const Node* by = keys.take("by");
  const Node* max = keys.take("max");
  keys.finish();
  if (const auto delay = duration(by, node, true, "by = \"exponential(10m)\"")) {
    late.by = {delay->code, delay->slot};
    late.origin = {by->text, place_of("late.by"), by->text_at};
  }
  if (const auto longest = duration(max, node, false, "max = \"2h\"")) {
    // A longer delay has no effect: rows arrive at the end of the run at the latest.
    late.max = std::min(model_.program.frame[longest->slot].integer, model_.clock.end - model_.clock.start);
  }
  return late;
}

// Returns 0 if it is absent or has an error.
double NoiseReader::probability(const Node* node, const std::string& place) {
  if (node == nullptr) return 0;
  Expectation expected;
  expected.kinds = {Kind::real};
  expected.what = "a probability, such as \"0.5%\"";
  expected.may_draw = false;
  expected.why_no_draw = "noise is as likely for every row";
  const auto value = compile_expression(*node, scope_, expected, place, model_.program, diagnostics_);
  if (!value) return 0;
  const Value& constant = model_.program.frame[value->slot];
  if (constant.null == 0 && constant.real >= 0 && constant.real <= 1) return constant.real;
  diagnostics_.error(
      node->at, fmt::format("`{}` in {} is {}: expected a probability from 0% to 100%", node->key, where_,
                            constant.null != 0 ? "null" : fmt::format("{}", constant.real)));
  return 0;
}

// `by` or `max` of `late`; reports a missing one.
std::optional<Compiled> NoiseReader::duration(const Node* node, const Node& late, bool may_draw,
                                              std::string_view example) {
  const std::string key(example.substr(0, example.find(' ')));
  if (node == nullptr) {
    diagnostics_.error(late.at, fmt::format("`late` in {} has no `{}`: expected a duration, such as {}",
                                            where_, key, example));
    return std::nullopt;
  }
  Expectation expected;
  expected.kinds = {Kind::duration};
  expected.what = fmt::format("a duration, such as {}", example.substr(example.find('"')));
  expected.may_draw = may_draw;
  expected.why_no_draw = "the longest delay is the same for every row";
  auto value =
      compile_expression(*node, scope_, expected, place_of("late." + key), model_.program, diagnostics_);
  if (!value || !value->constant) return value;
  const Value& constant = model_.program.frame[value->slot];
  if (constant.null == 0 && constant.integer >= 0) return value;
  diagnostics_.error(node->at, fmt::format("`{}` of `late` in {} is {}: expected a duration from 0s", key,
                                           where_, constant.null != 0 ? "null" : "negative"));
  return std::nullopt;
}

// The first table that references this one; nothing if there is none.
const std::string* referrer(const TableSet& tables, std::size_t table) {
  for (std::size_t t = 0; t < tables.size(); ++t) {
    for (const auto& reference : tables.at(t).references) {
      if (reference.parent.table == table) return &tables.at(t).name;
    }
  }
  return nullptr;
}

// Rows of a table with a key, or with references to it, must exist exactly once and in time.
void check_options(const TableSet& tables, std::size_t t, Diagnostics& diagnostics) {
  const TableSet::TableDef& table = tables.at(t);
  const std::string* const child = referrer(tables, t);
  for (const char* step : {"drop", "duplicate", "late"}) {
    const Node* const node = table.noise->find(step);
    if (node == nullptr || (table.key.empty() && child == nullptr)) continue;
    diagnostics.error(
        node->key_at,
        fmt::format(
            "`{}` in the noise of table `{}`, which {}: its rows come once and in time", step, table.name,
            table.key.empty() ? fmt::format("table `{}` references", *child) : std::string("has a `key`")));
  }
  const Node* const nulls = table.noise->find("null");
  for (const auto& column : table.columns) {
    const Node* const node = nulls == nullptr ? nullptr : nulls->find(column.name);
    if (node == nullptr || !column.not_null) continue;
    diagnostics.error(node->key_at,
                      fmt::format("`null` in the noise of table `{}`: column `{}` is never null, "
                                  "by `key` or `not_null`",
                                  table.name, column.name));
  }
}

}  // namespace

void read_noise(const TableSet& tables, const Scope& scope, Model& model, Diagnostics& diagnostics) {
  for (std::size_t t = 0; t < tables.size(); ++t) {
    if (tables.at(t).noise == nullptr) continue;
    check_options(tables, t, diagnostics);
    model.noise.resize(tables.size());
    model.null_slot = model.program.constant_slot(Value::nothing());
    const Noise& noise = model.noise[t].emplace(NoiseReader(tables.at(t), scope, model, diagnostics).read());
    if (!noise.late) continue;
    model.late_rows = true;
    model.longest_delay = std::max(model.longest_delay, noise.late->max);
  }
}

}  // namespace seedbed::model
