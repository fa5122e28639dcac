#include "expression/program/execute.hpp"

#include <fmt/format.h>

#include <cmath>

#include "base/arithmetic.hpp"
#include "base/civil_time.hpp"
#include "expression/program/instruction.hpp"
#include "expression/program/text_operations.hpp"
#include "random/continuous_distributions.hpp"
#include "random/discrete_distributions.hpp"
#include "random/distributions.hpp"
#include "random/random.hpp"
#include "random/real_math.hpp"

namespace seedbed::model {
namespace {

Value whole(std::int64_t v) { return Value::of_integer(v); }
Value truth(bool v) { return Value::of_integer(v ? 1 : 0); }
Value real(double v) { return Value::of_real(v); }

// Applies f to operands that are not null; by far most are not.
template <typename F>
inline void unary(Value& to, const Value& a, F f) {
  if (a.null != 0) [[unlikely]] {
    to = Value::nothing();
  } else {
    to = f(a);
  }
}

template <typename F>
inline void binary(Value& to, const Value& a, const Value& b, F f) {
  if ((a.null | b.null) != 0) [[unlikely]] {
    to = Value::nothing();
  } else {
    to = f(a, b);
  }
}

Value logic_and(const Value& a, const Value& b) {
  if ((a.null == 0 && a.integer == 0) || (b.null == 0 && b.integer == 0)) return truth(false);
  return (a.null | b.null) != 0 ? Value::nothing() : truth(true);
}

Value logic_or(const Value& a, const Value& b) {
  if ((a.null == 0 && a.integer != 0) || (b.null == 0 && b.integer != 0)) return truth(true);
  return (a.null | b.null) != 0 ? Value::nothing() : truth(false);
}

// The low bound wins where the bounds cross.
template <typename T>
T clamped(T x, T low, T high) {
  const T cut = x > high ? high : x;
  return cut < low ? low : cut;
}

[[noreturn]] void fail_outside_years(std::string_view column, const std::string& value) {
  fail_operation(fmt::format("{} takes the years 1 to 9999, and this is {}", column, value));
}

std::int64_t uniform_int(std::uint64_t bits, std::int64_t a, std::int64_t b) {
  if (a > b) [[unlikely]]
    fail_empty_range(a, b);
  // Wraps to 0 for all of 2^64, which bounded() understands.
  const std::uint64_t range = static_cast<std::uint64_t>(b) - static_cast<std::uint64_t>(a) + 1;
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) + bounded(bits, range));
}

bool bernoulli(std::uint64_t bits, double p) {
  if (!(p >= 0 && p <= 1)) [[unlikely]]
    fail_probability("bernoulli", p);
  return unit_real(bits) < p;
}

std::int64_t checked_time(std::int64_t micros, std::string_view column) {
  if (micros < kYear1 || micros >= kYear10000) [[unlikely]]
    fail_outside_years(column, format_time(micros));
  return micros;
}

std::int64_t checked_date(std::int64_t days, std::string_view column) {
  if (days < kYear1 / kMicrosPerDay || days >= kYear10000 / kMicrosPerDay) [[unlikely]]
    fail_outside_years(column, format_date(days));
  return days;
}

double checked_logarithm(double x) {
  if (!(x > 0)) fail_operation("log of a number that is not above zero");
  return portable_log(x);
}

double checked_root(double x) {
  if (x < 0) fail_operation("sqrt of a negative number");
  return std::sqrt(x);
}

double checked_power(double x, double y) {
  if (x < 0 && std::floor(y) != y) fail_operation("pow of a negative number and a broken exponent");
  if (x == 0 && y < 0) fail_division_by_zero();
  return finite(portable_pow(x, y), "pow");
}

// Version 4 (random), variant 1: RFC 9562, section 5.4.
Value draw_uuid(std::uint64_t bits, Arena& texts) {
  const std::uint64_t high = (bits & 0xffffffffffff0fffU) | 0x4000U;
  const std::uint64_t low = (next_bits(bits) & 0x3fffffffffffffffU) | 0x8000000000000000U;
  char* const to = texts.allocate(16);
  for (unsigned i = 0; i < 8; ++i) {
    to[i] = static_cast<char>(high >> (56 - 8 * i));
    to[8 + i] = static_cast<char>(low >> (56 - 8 * i));
  }
  return Value::of_text({to, 16}, false);
}

// Of the n-th call from 0 by actor `index` of `count`: n * count + index + 1.
Value next_serial(Value& counter, const Value& index, const Value& count) {
  const std::int64_t first = checked_add(index.integer, 1);
  const Value number = whole(checked_add(checked_multiply(counter.integer, count.integer), first));
  counter.integer = checked_add(counter.integer, 1);
  return number;
}

// The draw of an instruction with a list of operands.
struct ListDraw {
  std::uint64_t bits;
  const Slot* slots;
  std::size_t count;
};

ListDraw list_draw(const Program& program, std::uint32_t extra, std::uint64_t context) {
  const Slot* at = program.operands.data() + extra;
  const std::uint32_t key = at[1] | static_cast<std::uint32_t>(at[2]) << 16;
  return {draw_bits(context, program.draw_keys[key]), at + 3, at[0]};
}

Value weighted(const ListDraw& draw, const Value* frame) {
  double sum = 0;
  for (std::size_t i = 1; i < draw.count; i += 2) {
    const Value& weight = frame[draw.slots[i]];
    if (weight.null != 0) continue;
    if (weight.real < 0) fail_operation("weighted: a weight is negative");
    sum += weight.real;
  }
  if (!(sum > 0)) fail_operation("weighted: no weight is above zero");
  double left = unit_real(draw.bits) * finite(sum, "weighted");
  std::size_t last = 0;  // rounding may leave the last one with a weight short
  for (std::size_t i = 1; i < draw.count; i += 2) {
    const Value& weight = frame[draw.slots[i]];
    if (weight.null != 0 || weight.real == 0) continue;
    last = i - 1;
    if (left < weight.real) break;
    left -= weight.real;
  }
  return frame[draw.slots[last]];
}

Value growing(const ListDraw& draw, const Value* frame) {
  const Value& from = frame[draw.slots[0]];
  const Value& to = frame[draw.slots[1]];
  const Value& rate = frame[draw.slots[2]];
  if ((from.null | to.null | rate.null) != 0) return Value::nothing();
  return whole(draw_growing(draw.bits, from.integer, to.integer, rate.real));
}

}  // namespace

void execute(const Program& program, const EntityStore& entities, Code run, Value* frame,
             std::uint64_t context, Arena& texts, std::uint32_t* failed_at) {
  const Instruction* const code = program.code.data();
  const std::uint64_t* const keys = program.draw_keys.data();
  const Instruction* at = code + run.begin;
  const Instruction* const end = code + run.end;
  try {
    for (; at != end; ++at) {
      Value& to = frame[at->to];
      const Value& a = frame[at->a];
      const Value& b = frame[at->b];
      switch (at->op) {
        case Op::copy: to = a; break;
        case Op::jump: at = code + at->extra - 1; break;
        case Op::jump_unless_true:
          if (a.null != 0 || a.integer == 0) at = code + at->extra - 1;
          break;
        case Op::jump_if_false:
          if (a.null == 0 && a.integer == 0) at = code + at->extra - 1;
          break;
        case Op::jump_if_true:
          if (a.null == 0 && a.integer != 0) at = code + at->extra - 1;
          break;
        case Op::jump_unless_null:
          if (a.null == 0) at = code + at->extra - 1;
          break;
#define SEEDBED_UNARY(name, expression)                       \
  case Op::name:                                              \
    unary(to, a, [&](const Value& x) { return expression; }); \
    break;
#define SEEDBED_BINARY(name, expression) \
  case Op::name: binary(to, a, b, [&](const Value& x, const Value& y) { return expression; }); break;
          SEEDBED_UNARY(logic_not, truth(x.integer == 0))
        case Op::logic_and: to = logic_and(a, b); break;
        case Op::logic_or: to = logic_or(a, b); break;
        case Op::is_null: to = truth(a.null != 0); break;
        case Op::is_not_null:
          to = truth(a.null == 0);
          break;

          SEEDBED_BINARY(add_int, whole(checked_add(x.integer, y.integer)))
          SEEDBED_BINARY(subtract_int, whole(checked_subtract(x.integer, y.integer)))
          SEEDBED_BINARY(multiply_int, whole(checked_multiply(x.integer, y.integer)))
          SEEDBED_BINARY(floor_divide_int, whole(floor_divide(x.integer, y.integer)))
          SEEDBED_BINARY(floor_modulo_int, whole(floor_modulo(x.integer, y.integer)))
          SEEDBED_BINARY(truncate_divide_int, whole(truncate_divide(x.integer, y.integer)))
          SEEDBED_BINARY(round_divide_int, whole(round_divide(x.integer, y.integer)))
          SEEDBED_UNARY(negate_int, whole(checked_negate(x.integer)))
          SEEDBED_UNARY(absolute_int, whole(checked_absolute(x.integer)))
          SEEDBED_BINARY(minimum_int, whole(y.integer < x.integer ? y.integer : x.integer))
          SEEDBED_BINARY(maximum_int, whole(y.integer > x.integer ? y.integer : x.integer))
        case Op::clamp_int: {
          const Value& high = frame[at->extra];
          to = (a.null | b.null | high.null) != 0 ? Value::nothing()
                                                  : whole(clamped(a.integer, b.integer, high.integer));
          break;
        }
          SEEDBED_BINARY(equal_int, truth(x.integer == y.integer))
          SEEDBED_BINARY(unequal_int, truth(x.integer != y.integer))
          SEEDBED_BINARY(less_int, truth(x.integer < y.integer))
          SEEDBED_BINARY(less_equal_int, truth(x.integer <= y.integer))

          SEEDBED_BINARY(add_real, real(finite(x.real + y.real, "+")))
          SEEDBED_BINARY(subtract_real, real(finite(x.real - y.real, "-")))
          SEEDBED_BINARY(multiply_real, real(finite(x.real * y.real, "*")))
          SEEDBED_BINARY(divide_real, real(divide(x.real, y.real)))
          SEEDBED_BINARY(floor_divide_real, real(floor_divide(x.real, y.real)))
          SEEDBED_BINARY(floor_modulo_real, real(floor_modulo(x.real, y.real)))
          SEEDBED_UNARY(negate_real, real(-x.real))
          SEEDBED_UNARY(absolute_real, real(std::fabs(x.real)))
          SEEDBED_BINARY(minimum_real, real(y.real < x.real ? y.real : x.real))
          SEEDBED_BINARY(maximum_real, real(y.real > x.real ? y.real : x.real))
        case Op::clamp_real: {
          const Value& high = frame[at->extra];
          to = (a.null | b.null | high.null) != 0 ? Value::nothing()
                                                  : real(clamped(a.real, b.real, high.real));
          break;
        }
          SEEDBED_BINARY(equal_real, truth(x.real == y.real))
          SEEDBED_BINARY(unequal_real, truth(x.real != y.real))
          SEEDBED_BINARY(less_real, truth(x.real < y.real))
          SEEDBED_BINARY(less_equal_real, truth(x.real <= y.real))
          SEEDBED_UNARY(square_root, real(checked_root(x.real)))
          SEEDBED_UNARY(logarithm, real(checked_logarithm(x.real)))
          SEEDBED_UNARY(exponential, real(finite(portable_exp(x.real), "exp")))
          SEEDBED_BINARY(power, real(checked_power(x.real, y.real)))

          SEEDBED_UNARY(widen, real(static_cast<double>(x.integer)))
          SEEDBED_UNARY(truncate, whole(integer_of(std::trunc(x.real))))
          SEEDBED_UNARY(floor, whole(integer_of(std::floor(x.real))))
          SEEDBED_UNARY(ceiling, whole(integer_of(std::ceil(x.real))))
          SEEDBED_UNARY(round, whole(integer_of(round_half_away(x.real))))
          SEEDBED_BINARY(round_places, real(finite(round_places(x.real, y.integer), "round")))

        case Op::hour_of_time:
        case Op::weekday_of_time:
        case Op::weekday_of_date:
        case Op::date_of_time:
        case Op::year_of_time:
        case Op::month_of_time:
        case Op::day_of_time:
        case Op::year_of_date:
        case Op::month_of_date:
        case Op::day_of_date:
          unary(to, a, [&](const Value& x) { return execute_civil(at->op, x.integer); });
          break;
          SEEDBED_BINARY(checked_time, whole(checked_time(x.integer, y.view())))
          SEEDBED_BINARY(checked_date, whole(checked_date(x.integer, y.view())))

          SEEDBED_BINARY(equal_text, truth(x.view() == y.view()))
          SEEDBED_BINARY(unequal_text, truth(x.view() != y.view()))
          SEEDBED_BINARY(less_text, truth(x.view() < y.view()))
          SEEDBED_BINARY(less_equal_text, truth(x.view() <= y.view()))
        case Op::concat: {
          const Slot* const list = program.operands.data() + at->extra;
          to = concat_texts(texts, frame, list + 1, list[0]);
          break;
        }
        case Op::checked_json:
        case Op::replace: {
          binary(to, a, b, [&](const Value& x, const Value& y) {
            return execute_text(at->op, x, y, frame, at->extra, texts);
          });
          break;
        }
        case Op::upper:
        case Op::lower:
        case Op::title:
        case Op::slug:
        case Op::length:
        case Op::text_of_boolean:
        case Op::text_of_integer:
        case Op::text_of_real:
        case Op::text_of_time:
        case Op::text_of_date:
        case Op::text_of_duration:
        case Op::text_of_decimal:
        case Op::text_of_uuid:
        case Op::pad_integer:
        case Op::pad_real:
        case Op::pad_text:
        case Op::json_string:
          unary(to, a, [&](const Value& x) { return execute_text(at->op, x, x, frame, at->extra, texts); });
          break;

          SEEDBED_UNARY(field, entities.entities[at->extra >> 16].columns[at->extra & 0xffffU].at(
                                   static_cast<std::uint32_t>(x.integer)))

        case Op::serial: to = next_serial(frame[at->a], b, frame[at->extra]); break;

#define SEEDBED_BITS draw_bits(context, keys[at->extra])
          SEEDBED_BINARY(uniform_int, whole(uniform_int(SEEDBED_BITS, x.integer, y.integer)))
          SEEDBED_BINARY(uniform_int_below, whole(draw_uniform_int_below(SEEDBED_BITS, x.integer, y.integer)))
          SEEDBED_BINARY(uniform_real, real(draw_uniform_real(SEEDBED_BITS, x.real, y.real)))
          SEEDBED_UNARY(bernoulli, truth(bernoulli(SEEDBED_BITS, x.real)))
          SEEDBED_UNARY(draw_exponential, real(draw_exponential(SEEDBED_BITS, x.real)))
          SEEDBED_UNARY(draw_geometric, whole(draw_geometric(SEEDBED_BITS, x.real)))
          SEEDBED_BINARY(draw_normal, real(draw_normal(SEEDBED_BITS, x.real, y.real)))
          SEEDBED_BINARY(draw_lognormal, real(draw_lognormal(SEEDBED_BITS, x.real, y.real)))
          SEEDBED_BINARY(draw_lognormal_median, real(draw_lognormal_median(SEEDBED_BITS, x.real, y.real)))
          SEEDBED_BINARY(draw_gamma, real(draw_gamma(SEEDBED_BITS, x.real, y.real)))
          SEEDBED_BINARY(draw_beta, real(draw_beta(SEEDBED_BITS, x.real, y.real)))
          SEEDBED_BINARY(draw_weibull, real(draw_weibull(SEEDBED_BITS, x.real, y.real)))
          SEEDBED_BINARY(draw_pareto, real(draw_pareto(SEEDBED_BITS, x.real, y.real)))
          SEEDBED_BINARY(draw_gompertz, real(draw_gompertz(SEEDBED_BITS, x.real, y.real)))
          SEEDBED_UNARY(draw_poisson, whole(draw_poisson(SEEDBED_BITS, x.real)))
          SEEDBED_BINARY(draw_binomial, whole(draw_binomial(SEEDBED_BITS, x.integer, y.real)))
          SEEDBED_BINARY(draw_zipf, whole(draw_zipf(SEEDBED_BITS, x.integer, y.real)))
        case Op::draw_uuid: to = draw_uuid(SEEDBED_BITS, texts); break;
        case Op::pick: {
          const ListDraw draw = list_draw(program, at->extra, context);
          to = frame[draw.slots[bounded(draw.bits, draw.count)]];
          break;
        }
        case Op::pick_list: {
          const ListDraw draw = list_draw(program, at->extra, context);
          const WordList& list =
              program.lists[draw.count];  // the list's number stands where others count operands
          to = list.words[list.weights.empty() ? bounded(draw.bits, list.words.size())
                                               : list.weights.draw(draw.bits)];
          break;
        }
        case Op::choose: {
          const ListDraw draw = list_draw(program, at->extra, context);
          to = execute_choose(program, entities, program.choosers[draw.count], draw.bits, a, frame, context,
                              texts);
          break;
        }
        case Op::draw_growing: to = growing(list_draw(program, at->extra, context), frame); break;
        case Op::weighted: to = weighted(list_draw(program, at->extra, context), frame); break;
#undef SEEDBED_BITS
#undef SEEDBED_BINARY
#undef SEEDBED_UNARY
      }
    }
  } catch (const OperationFailure&) {
    *failed_at = static_cast<std::uint32_t>(at - code);
    throw;
  }
}

}  // namespace seedbed::model
