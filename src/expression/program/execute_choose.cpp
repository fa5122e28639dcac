// choose(): a row of an entity, or a child of one of its parents.
#include <cmath>
#include <vector>

#include "base/arithmetic.hpp"
#include "expression/program/execute.hpp"
#include "random/random.hpp"

namespace seedbed::model {
namespace {

// The rows to choose from: all, or those of a parent.
struct Candidates {
  std::uint32_t begin = 0;
  std::uint32_t count = 0;

  [[nodiscard]] Value at(std::size_t i) const {
    return Value::of_integer(static_cast<std::int64_t>(begin + i));
  }
};

// By an expression, computed for one after another.
Value weigh(const Program& program, const EntityStore& entities, const Chooser& chooser, std::uint64_t bits,
            const Candidates& among, Value* frame, std::uint64_t context, Arena& texts) {
  static thread_local std::vector<double> running;
  running.clear();
  double sum = 0;
  for (std::uint32_t i = 0; i < among.count; ++i) {
    frame[chooser.child] = among.at(i);
    std::uint32_t failed_at = 0;
    execute(program, entities, chooser.code, frame, context, texts, &failed_at);
    const Value& weight = frame[chooser.result];
    if (weight.null == 0 && weight.real < 0) fail_operation("choose: a weight is negative");
    running.push_back(sum += weight.null != 0 ? 0 : weight.real);
  }
  if (!(sum > 0)) return Value::nothing();
  const double x = unit_real(bits) * finite(sum, "choose");
  std::uint32_t i = 0;
  std::uint32_t last = 0;  // rounding may leave the last one with a weight short
  for (double before = 0; i < among.count; before = running[i++]) {
    if (running[i] == before) continue;
    last = i;
    if (x < running[i]) break;
  }
  return among.at(last);
}

}  // namespace

Value execute_choose(const Program& program, const EntityStore& entities, const Chooser& chooser,
                     std::uint64_t bits, const Value& parent, Value* frame, std::uint64_t context,
                     Arena& texts) {
  const EntityData& data = entities.entities[chooser.entity];
  Candidates among;
  among.count = data.rows;
  if (chooser.of_parent) {
    if (parent.null != 0) return Value::nothing();
    const auto p = static_cast<std::uint32_t>(parent.integer);
    among.begin = data.begin_of(p);
    among.count = data.begin_of(p + 1) - among.begin;
  }
  if (among.count == 0) return Value::nothing();
  switch (chooser.weight) {
    case Chooser::Weight::equal: return among.at(bounded(bits, among.count));
    case Chooser::Weight::expression:
      return weigh(program, entities, chooser, bits, among, frame, context, texts);
    case Chooser::Weight::field: break;
  }
  const Weighting& weighting = entities.weightings[chooser.weighting];
  if (chooser.of_parent) {
    const auto p = static_cast<std::uint64_t>(parent.integer);
    if (!weighting.nothing.empty() && ((weighting.nothing[p / 64] >> (p % 64)) & 1) != 0)
      return Value::nothing();
  }
  const std::span<const AliasColumn> columns(weighting.columns.data() + among.begin, among.count);
  return among.at(draw_alias(columns, bits));
}

}  // namespace seedbed::model
