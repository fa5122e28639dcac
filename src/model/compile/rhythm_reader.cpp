#include "model/compile/rhythm_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/civil_time.hpp"
#include "document/keys.hpp"

namespace seedbed::model {
namespace {

using Kind = ExprType::Kind;

class RhythmReader {
 public:
  RhythmReader(const Node& node, const Scope& scope, Model& model, Diagnostics& diagnostics)
      : node_(node),
        scope_(scope),
        model_(model),
        diagnostics_(diagnostics),
        where_(fmt::format("[rhythm.{}]", node.key)) {}

  Rhythm read();

 private:
  template <std::size_t N>
  std::array<double, N> numbers(const Node* list, std::string_view key, std::string_view what);
  std::optional<double> number(const Node& node, const std::string& what);
  std::vector<std::pair<std::int64_t, double>> dates(const Node* table);
  std::int64_t offset(const Node* node);

  const Node& node_;
  const Scope& scope_;
  Model& model_;
  Diagnostics& diagnostics_;
  std::string where_;
};

// Multipliers outside this range are likely mistakes, and their sums and quotients would lose precision or
// overflow.
constexpr double kLeast = 1e-9;
constexpr double kMost = 1e9;

Rhythm RhythmReader::read() {
  Keys keys(node_, where_, diagnostics_);
  const auto hours = numbers<24>(keys.take_array("hours"), "hours", "24 numbers, one an hour from midnight");
  const auto weekdays =
      numbers<7>(keys.take_array("weekdays"), "weekdays", "7 numbers, from Monday to Sunday");
  auto special = dates(keys.take_table("dates"));
  const std::int64_t utc_offset = offset(keys.take("utc_offset"));
  keys.finish();
  return {hours, weekdays, std::move(special), utc_offset};
}

// A multiplier. Returns nothing if the node is not one, and reports it.
std::optional<double> RhythmReader::number(const Node& node, const std::string& what) {
  const double value = node.is(Node::Kind::integer) ? static_cast<double>(node.integer) : node.real;
  const bool is_number = node.is(Node::Kind::integer) || node.is(Node::Kind::real);
  if (is_number && (value == 0 || (value >= kLeast && value <= kMost))) return value;
  const bool extreme = is_number && value > 0 && std::isfinite(value);
  diagnostics_.error(node.at,
                     fmt::format("{} of {}: expected a number from 0, found {}{}", what, where_,
                                 is_number ? fmt::format("{}", value) : std::string(describe(node.kind)),
                                 extreme ? fmt::format(", which is not from {} to {}", kLeast, kMost) : ""));
  return std::nullopt;
}

// Returns all 1 if the list is absent or wrong.
template <std::size_t N>
std::array<double, N> RhythmReader::numbers(const Node* list, std::string_view key, std::string_view what) {
  std::array<double, N> result;
  result.fill(1);
  if (list == nullptr) return result;
  if (list->items.size() != N) {
    diagnostics_.error(list->at, fmt::format("`{}` of {} has {} numbers: expected {}", key, where_,
                                             list->items.size(), what));
    return result;
  }
  bool good = true;
  for (std::size_t i = 0; i < N; ++i) {
    const auto value = number(list->items[i], fmt::format("`{}`", key));
    good = good && value.has_value();
    result[i] = value.value_or(1);
  }
  if (good && std::all_of(result.begin(), result.end(), [](double value) { return value == 0; })) {
    diagnostics_.error(
        list->at, fmt::format("`{}` of {} are all 0: expected at least one number above 0", key, where_));
    result.fill(1);
  }
  return result;
}

std::vector<std::pair<std::int64_t, double>> RhythmReader::dates(const Node* table) {
  std::vector<std::pair<std::int64_t, double>> result;
  if (table == nullptr) return result;
  for (const Node& entry : table->items) {
    const auto value = number(entry, fmt::format("the date `{}`", entry.key));
    const auto day = parse_date(entry.key);
    if (!day) {
      diagnostics_.error(entry.key_at,
                         fmt::format("`dates` of {}: expected a date such as \"2024-11-29\", found `{}`",
                                     where_, entry.key));
    } else if (value) {
      result.emplace_back(*day, *value);
    }
  }
  return result;
}

std::int64_t RhythmReader::offset(const Node* node) {
  if (node == nullptr) return 0;
  Expectation expected;
  expected.kinds = {Kind::duration};
  expected.what = "a duration, such as \"2h\"";
  expected.may_draw = false;
  expected.why_no_draw = "a rhythm is the same for the whole run";
  const auto value = compile_expression(
      *node, scope_, expected, fmt::format("rhythm.{}.utc_offset", node_.key), model_.program, diagnostics_);
  if (!value) return 0;
  return model_.program.frame[value->slot].integer;
}

}  // namespace

RhythmNames read_rhythms(const Node* rhythms, const Scope& scope, Model& model, Diagnostics& diagnostics) {
  RhythmNames names;
  if (rhythms == nullptr) return names;
  for (const Node& node : rhythms->items) {
    if (!node.is(Node::Kind::table)) {
      diagnostics.error(
          node.key_at,
          fmt::format("[rhythm.{}]: expected a table with `hours`, `weekdays` or `dates`", node.key));
      continue;
    }
    if (node.key == "none" || model.rhythms.size() >= kNoRhythm) {
      diagnostics.error(node.key_at, node.key == "none"
                                         ? "[rhythm.none]: `none` means that there is no rhythm"
                                         : "more rhythms than a model can have");
      continue;
    }
    names.emplace(node.key, static_cast<std::uint16_t>(model.rhythms.size()));
    model.rhythm_names.push_back(node.key);
    model.rhythms.push_back(RhythmReader(node, scope, model, diagnostics).read());
  }
  return names;
}

}  // namespace seedbed::model
