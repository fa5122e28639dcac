// What the evaluator can do. An instruction reads the slots a and b, some a third one (`extra`), and writes
// `to`, which may be one of those it reads. Where nothing else is said a null operand makes a null result.
#pragma once
#include <cstdint>

namespace seedbed::model {

enum class Op : std::uint16_t {
  // Control. extra: the target, an index into Program::code.
  copy,  // to = a
  jump,
  jump_unless_true,  // if a is false or null
  jump_if_false,     // if a is false
  jump_if_true,      // if a is true
  jump_unless_null,  // if a is not null

  // Logic: three-valued, so and/or of a null may be false/true.
  logic_not,
  logic_and,
  logic_or,
  is_null,      // never null
  is_not_null,  // never null

  // Whole numbers; also what is held as one: durations, times, dates, decimals. Overflow is an error.
  add_int,
  subtract_int,
  multiply_int,
  floor_divide_int,  // division by zero is an error, here and below
  floor_modulo_int,
  truncate_divide_int,  // towards zero
  round_divide_int,     // half away from zero; b > 0
  negate_int,
  absolute_int,
  minimum_int,
  maximum_int,
  clamp_int,  // extra: the slot of the upper bound; b is the lower one
  equal_int,
  unequal_int,
  less_int,
  less_equal_int,

  // Reals. A result that is not finite is an error, so there is never an infinity or a NaN.
  add_real,
  subtract_real,
  multiply_real,
  divide_real,
  floor_divide_real,
  floor_modulo_real,
  negate_real,
  absolute_real,
  minimum_real,
  maximum_real,
  clamp_real,
  equal_real,
  unequal_real,
  less_real,
  less_equal_real,
  square_root,
  logarithm,
  exponential,
  power,

  // Between them. An error where the result has no 64 bits.
  widen,     // an integer as a real
  truncate,  // a real towards zero, as an integer
  floor,
  ceiling,
  round,         // half away from zero
  round_places,  // a real to b digits after the point, still a real

  // Civil time (UTC), of times in microseconds and of dates in days.
  hour_of_time,
  weekday_of_time,  // Monday 0
  weekday_of_date,
  date_of_time,
  year_of_time,
  month_of_time,
  day_of_time,
  year_of_date,
  month_of_date,
  day_of_date,
  checked_time,  // a, if it is in the years 1 to 9999; else an error, which names the text b
  checked_date,  // the same of a date

  // Text. Results lie in the evaluator's arena.
  equal_text,
  unequal_text,
  less_text,  // by bytes, which is by code points
  less_equal_text,
  length,        // in code points
  checked_json,  // a, if it is JSON; else an error, which names the text b
  concat,        // extra: where its list begins in Program::operands: how many slots, then the slots
  upper,
  lower,
  title,
  slug,
  replace,  // in a, b by the text in slot extra
  text_of_boolean,
  text_of_integer,
  text_of_real,  // the shortest that reads back as the same
  text_of_time,
  text_of_date,
  text_of_duration,
  text_of_decimal,  // extra: digits after the point
  text_of_uuid,
  pad_integer,  // extra: a packed FormatSpec
  pad_real,
  pad_text,
  json_string,  // quoted and escaped

  field,  // of reference a, its entity's number times 65,536 plus the field's in extra

  serial,  // a counter in slot a, which goes on; b: the actor's index; extra: the slot of how many there are

  // Draws. extra: an index into Program::draw_keys.
  uniform_real,       // [a, b)
  uniform_int,        // [a, b]
  uniform_int_below,  // [a, b): times and durations; a where they are equal
  bernoulli,
  draw_exponential,  // by its mean
  draw_geometric,    // trials until success, from 1
  draw_normal,
  draw_lognormal,
  draw_lognormal_median,
  draw_gamma,
  draw_beta,
  draw_weibull,
  draw_pareto,
  draw_gompertz,
  draw_poisson,
  draw_binomial,
  draw_zipf,
  draw_uuid,
  // extra: where the list begins: how many slots, the draw key's index in two halves, low first, then the
  // slots.
  pick,          // one of them
  pick_list,     // of a list: its number stands first among the operands, then the draw key's index
  weighted,      // values and real weights in turns; a null weight is 0
  draw_growing,  // a time from, a time to, a rate
  choose,        // as pick_list, with a chooser's number; a: the parent's slot, if it has one
};

// Its result is a text, made in the arena.
[[nodiscard]] constexpr bool makes_text(Op op) { return op >= Op::concat && op <= Op::json_string; }
// Its result depends on the draw context.
[[nodiscard]] constexpr bool draws(Op op) { return op >= Op::uniform_real; }

}  // namespace seedbed::model
