#include "base/arithmetic.hpp"
#include "base/civil_time.hpp"
#include "expression/program/execute.hpp"
#include "expression/program/instruction.hpp"

namespace seedbed::model {
namespace {

constexpr std::int64_t kMicrosPerHour = kMicrosPerDay / 24;

// 1970-01-01 was a Thursday, and Monday is 0.
std::int64_t weekday(std::int64_t days) { return floor_modulo(checked_add(days, 3), 7); }

CivilTime civil_from_days(std::int64_t days) {
  return civil_from_micros(checked_multiply(days, kMicrosPerDay));
}

std::int64_t civil(Op op, std::int64_t a) {
  switch (op) {
    case Op::hour_of_time: return floor_div(floor_modulo(a, kMicrosPerDay), kMicrosPerHour);
    case Op::weekday_of_time: return weekday(floor_div(a, kMicrosPerDay));
    case Op::weekday_of_date: return weekday(a);
    case Op::date_of_time: return floor_div(a, kMicrosPerDay);
    case Op::year_of_time: return civil_from_micros(a).year;
    case Op::month_of_time: return civil_from_micros(a).month;
    case Op::day_of_time: return civil_from_micros(a).day;
    case Op::year_of_date: return civil_from_days(a).year;
    case Op::month_of_date: return civil_from_days(a).month;
    case Op::day_of_date: return civil_from_days(a).day;
    default: fail_operation("an unknown operation");
  }
}

}  // namespace

Value execute_civil(Op op, std::int64_t a) { return Value::of_integer(civil(op, a)); }

}  // namespace seedbed::model
