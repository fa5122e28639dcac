// The random functions' entries in the table of functions. How each is drawn: program/distributions.hpp.
#include <limits>
#include <set>

#include "expression/language/checker.hpp"
#include "expression/language/functions.hpp"
#include "expression/language/generator.hpp"

namespace seedbed::model {
namespace {

using Kind = ExprType::Kind;

bool check_pick(Checker& checker, Syntax& call) {
  if (!checker.count_arguments(call, 1, kAny)) return false;
  std::vector<const Syntax*> values;
  for (const SyntaxPointer& part : call.parts) values.push_back(part.get());
  const auto type = checker.common_type(call, values);
  if (type) call.type = *type;
  return type.has_value();
}

Operand generate_pick(Generator& generator, const Syntax& call, const ValueSlot& target) {
  if (call.list) return generator.pick_from_list(call, *call.list, target);
  const std::size_t before = generator.mark();
  std::vector<Operand> operands;
  for (const SyntaxPointer& part : call.parts) operands.push_back(generator.emit_as(*part, call.type));
  generator.release(before);
  return generator.list_draw(call, Op::pick, operands, target);
}

bool check_weighted(Checker& checker, Syntax& call) {
  if (call.parts.size() < 2 || call.parts.size() % 2 != 0)
    return checker.fail(call, "`weighted` takes values and weights in turns: weighted('a', 3, 'b', 1)");
  std::vector<const Syntax*> values;
  bool good = true;
  for (std::size_t i = 0; i < call.parts.size(); i += 2) {
    values.push_back(call.parts[i].get());
    const Syntax& weight = *call.parts[i + 1];
    if (weight.type.kind != kInt && weight.type.kind != kReal && weight.type.kind != Kind::null)
      good =
          checker.fail(weight, "a weight of `weighted` is a number, and this is " + type_name(weight.type));
  }
  const auto type = checker.common_type(call, values);
  if (type) call.type = *type;
  return type.has_value() && good;
}

Operand generate_weighted(Generator& generator, const Syntax& call, const ValueSlot& target) {
  const std::size_t before = generator.mark();
  std::vector<Operand> operands;
  for (std::size_t i = 0; i < call.parts.size(); ++i)
    operands.push_back(generator.emit_as(*call.parts[i], i % 2 == 0 ? call.type : ExprType{kReal, 0, 0}));
  generator.release(before);
  return generator.list_draw(call, Op::weighted, operands, target);
}

Operand generate_growing(Generator& generator, const Syntax& call, const ValueSlot& target) {
  const std::size_t before = generator.mark();
  std::vector<Operand> operands;
  for (const SyntaxPointer& part : call.parts) operands.push_back(generator.emit(*part));
  generator.release(before);
  return generator.list_draw(call, Op::draw_growing, operands, target);
}

// A shape and a scale, which may be a duration and then gives one.
Function scaled(std::string_view name, std::string_view usage, Op op) {
  return {name, usage, {{{kReal, kReal}, kReal, op}, {{kReal, kDuration}, kDuration, op, true}}, true};
}

}  // namespace

std::vector<Function> random_function_table() {
  return {
      {"uniform",
       "uniform(a, b) of numbers, durations or times",
       {{{kReal, kReal}, kReal, Op::uniform_real},
        {{kDuration, kDuration}, kDuration, Op::uniform_int_below},
        {{kTime, kTime}, kTime, Op::uniform_int_below}},
       true},
      {"uniform_int",
       "uniform_int(a, b) of ints, both ends in",
       {{{kInt, kInt}, kInt, Op::uniform_int}},
       true},
      {"bernoulli", "bernoulli(p) of a probability", {{{kReal}, Kind::boolean, Op::bernoulli}}, true},
      {"exponential",
       "exponential(mean) of a number or duration",
       {{{kReal}, kReal, Op::draw_exponential}, {{kDuration}, kDuration, Op::draw_exponential, true}},
       true},
      {"geometric", "geometric(p) of a probability", {{{kReal}, kInt, Op::draw_geometric}}, true},
      {"normal",
       "normal(mean, sd) of numbers or durations",
       {{{kReal, kReal}, kReal, Op::draw_normal}, {{kDuration, kDuration}, kDuration, Op::draw_normal, true}},
       true},
      {"lognormal", "lognormal(mu, sigma) of numbers", {{{kReal, kReal}, kReal, Op::draw_lognormal}}, true},
      {"lognormal_median",
       "lognormal_median(median, sigma), the median a number or duration",
       {{{kReal, kReal}, kReal, Op::draw_lognormal_median},
        {{kDuration, kReal}, kDuration, Op::draw_lognormal_median, true}},
       true},
      scaled("gamma", "gamma(shape, scale), the scale a number or duration", Op::draw_gamma),
      {"beta", "beta(a, b) of numbers", {{{kReal, kReal}, kReal, Op::draw_beta}}, true},
      scaled("weibull", "weibull(shape, scale), the scale a number or duration", Op::draw_weibull),
      scaled("pareto", "pareto(shape, minimum), the minimum a number or duration", Op::draw_pareto),
      scaled("gompertz", "gompertz(shape, scale), the scale a number or duration", Op::draw_gompertz),
      {"poisson", "poisson(mean) of a number", {{{kReal}, kInt, Op::draw_poisson}}, true},
      {"binomial",
       "binomial(n, p) of an int and a probability",
       {{{kInt, kReal}, kInt, Op::draw_binomial}},
       true},
      {"zipf", "zipf(n, s) of an int and a number", {{{kInt, kReal}, kInt, Op::draw_zipf}}, true},
      {"growing",
       "growing(a, b, rate) of two times and a rate",
       {{{kTime, kTime, Kind::rate}, kTime, Op::draw_growing}},
       true,
       nullptr,
       generate_growing},
      {"uuid", "uuid()", {{{}, Kind::uuid, Op::draw_uuid}}, true},
      {"pick", "pick('a', 'b', …) or pick(list)", {}, true, check_pick, generate_pick},
      {"weighted", "weighted('a', 3, 'b', 1)", {}, true, check_weighted, generate_weighted},
  };
}

}  // namespace seedbed::model
