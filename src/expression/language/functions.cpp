#include "expression/language/functions.hpp"

#include <algorithm>
#include <map>

namespace seedbed::model {
namespace {

using Kind = ExprType::Kind;

std::vector<Function> build_table() {
  std::vector<Function> table = operator_table();
  for (auto* part : {&plain_function_table, &special_function_table, &random_function_table}) {
    for (Function& function : part()) table.push_back(std::move(function));
  }
  return table;
}

std::map<std::string_view, const Function*> build_index() {
  std::map<std::string_view, const Function*> index;
  for (const Function& function : all_functions()) index.emplace(function.name, &function);
  return index;
}

constexpr double kMicrosInSecond = 1e6;
constexpr double kMicrosInDay = 86400e6;

}  // namespace

const std::vector<Function>& all_functions() {
  static const std::vector<Function> table = build_table();
  return table;
}

const Function* find_function(std::string_view name) {
  static const std::map<std::string_view, const Function*> index = build_index();
  const auto found = index.find(name);
  return found == index.end() ? nullptr : found->second;
}

std::vector<std::string> function_names() {
  std::vector<std::string> names;
  for (const Function& function : all_functions()) {
    if (!function.usage.empty()) names.emplace_back(function.name);
  }
  return names;
}

std::vector<Function> plain_function_table() {
  const Kind i = Kind::integer;
  const Kind r = Kind::real;
  const Kind d = Kind::duration;
  const Kind t = Kind::time;
  const Kind day = Kind::date;
  const Kind x = Kind::text;
  const Kind n = Kind::decimal;
  return {
      {"abs",
       "abs(x) of a number, duration or time",
       {{{i}, i, Op::absolute_int},
        {{r}, r, Op::absolute_real},
        {{n}, n, Op::absolute_int},
        {{d}, d, Op::absolute_int},
        {{t}, t, Op::absolute_int}}},
      // x between low and high; low where they cross.
      {"clamp",
       "clamp(x, low, high) of numbers, durations, times or dates",
       {{{i, i, i}, i, Op::clamp_int},
        {{r, r, r}, r, Op::clamp_real},
        {{n, n, n}, n, Op::clamp_int},
        {{d, d, d}, d, Op::clamp_int},
        {{t, t, t}, t, Op::clamp_int},
        {{day, day, day}, day, Op::clamp_int}}},
      // To a whole number, an int: an error where it has none.
      {"floor", "floor(x) of a number", {{{i}, i, Op::copy}, {{r}, i, Op::floor}}},
      {"ceil", "ceil(x) of a number", {{{i}, i, Op::copy}, {{r}, i, Op::ceiling}}},
      // Half away from zero: to an int, or to n digits after the point (-15 to 15), a real.
      {"round",
       "round(x) or round(x, n) of a number, n an int",
       {{{i}, i, Op::copy}, {{r}, i, Op::round}, {{r, i}, r, Op::round_places}}},
      {"sqrt", "sqrt(x) of a number", {{{r}, r, Op::square_root}}},
      {"log", "log(x) of a number, to base e", {{{r}, r, Op::logarithm}}},
      {"exp", "exp(x) of a number", {{{r}, r, Op::exponential}}},
      {"pow", "pow(x, y) of numbers", {{{r, r}, r, Op::power}}},
      {"mod",
       "mod(a, b) of numbers or durations",
       {{{i, i}, i, Op::floor_modulo_int},
        {{r, r}, r, Op::floor_modulo_real},
        {{d, d}, d, Op::floor_modulo_int}}},
      {"seconds", "seconds(d) of a duration", {{{d}, r, Op::divide_real, true, kMicrosInSecond}}},
      {"days", "days(d) of a duration", {{{d}, r, Op::divide_real, true, kMicrosInDay}}},
      // Of the clock in UTC.
      {"hour", "hour(t) of a time", {{{t}, i, Op::hour_of_time}}},
      {"weekday",
       "weekday(t) of a time or date (Monday 0)",
       {{{t}, i, Op::weekday_of_time}, {{day}, i, Op::weekday_of_date}}},
      {"date", "date(t) of a time", {{{t}, day, Op::date_of_time}, {{day}, day, Op::copy}}},
      {"year", "year(t) of a time or date", {{{t}, i, Op::year_of_time}, {{day}, i, Op::year_of_date}}},
      {"month", "month(t) of a time or date", {{{t}, i, Op::month_of_time}, {{day}, i, Op::month_of_date}}},
      {"day", "day(t) of a time or date", {{{t}, i, Op::day_of_time}, {{day}, i, Op::day_of_date}}},
      {"upper", "upper(text)", {{{x}, x, Op::upper}}},
      {"lower", "lower(text)", {{{x}, x, Op::lower}}},
      {"title", "title(text)", {{{x}, x, Op::title}}},
      {"slug", "slug(text)", {{{x}, x, Op::slug}}},
      {"length", "length(text)", {{{x}, i, Op::length}}},
      {"replace", "replace(text, from, by)", {{{x, x, x}, x, Op::replace}}},
  };
}

}  // namespace seedbed::model
