#include "model/compile/pace_compiler.hpp"

#include <fmt/format.h>

#include "document/keys.hpp"
#include "expression/language/hints.hpp"
#include "model/compile/number_compiler.hpp"

namespace seedbed::model {
namespace {

using Kind = ExprType::Kind;

constexpr std::string_view kNone = "none";

bool is_none(const Node* node) {
  return node == nullptr || (node->is(Node::Kind::text) && node->text == kNone);
}

// The content of a node as a text: two nodes with the same content have the same text.
std::string words_of(const Node* node) {
  if (is_none(node)) return "";
  std::string text = fmt::format("{}\x1f{}\x1f{}\x1f{}\x1f{}", static_cast<int>(node->kind), node->key,
                                 node->text, node->integer, node->real);
  for (const Node& item : node->items) text += '\x1e' + words_of(&item);
  return text;
}

Expectation duration_expectation(std::string what, std::string why_no_draw) {
  Expectation expected;
  expected.kinds = {Kind::duration};
  expected.what = std::move(what);
  expected.may_draw = false;
  expected.why_no_draw = std::move(why_no_draw);
  return expected;
}

const std::string kFixed = "it is read again and again";

}  // namespace

PaceCompiler::PaceCompiler(std::size_t states, const RhythmNames& rhythms, Model& model,
                           Diagnostics& diagnostics)
    : states_(states), rhythms_(rhythms), model_(model), diagnostics_(diagnostics) {
  for (StatePaces& state : states_) state.paces.emplace_back();
}

std::uint16_t PaceCompiler::compile(const PacePart& part, std::uint16_t state, const Scope& scope,
                                    const std::string& place) {
  if (is_none(part.rhythm) && is_none(part.fade)) return 0;
  const std::string key = words_of(part.rhythm) + '\x1d' + words_of(part.fade);
  auto& [paces, numbers] = states_[state];
  if (const auto number = numbers.find(key); number != numbers.end()) return number->second;
  Pace pace;
  if (!is_none(part.rhythm) && !compile_rhythm(*part.rhythm, scope, place, pace)) return 0;
  if (!is_none(part.fade) && !compile_fade(*part.fade, scope, place, pace)) return 0;
  paces.push_back(std::move(pace));
  return numbers[key] = static_cast<std::uint16_t>(paces.size() - 1);
}

bool PaceCompiler::compile_rhythm(const Node& rhythm, const Scope& scope, const std::string& place,
                                  Pace& pace) {
  const Node* name = &rhythm;
  const Node* shift = nullptr;
  if (rhythm.is(Node::Kind::table)) {
    Keys keys(rhythm, "`rhythm`", diagnostics_);
    name = keys.take_text("use", "\"evening\"");
    shift = keys.take("shift");
    keys.finish();
    if (name == nullptr && rhythm.find("use") == nullptr) {
      diagnostics_.error(rhythm.at, "`rhythm` has no `use`: name a [rhythm.NAME]");
    }
    if (name == nullptr) return false;
  }
  if (!name->is(Node::Kind::text)) {
    diagnostics_.error(name->at, fmt::format("`rhythm`: expected the name of a [rhythm.NAME], found {}",
                                             describe(name->kind)));
    return false;
  }
  const auto known = rhythms_.find(name->text);
  if (known == rhythms_.end()) {
    std::vector<std::string> names;
    for (const auto& [other, number] : rhythms_) names.push_back(other);
    diagnostics_.error(name->at,
                       fmt::format("there is no rhythm `{}`{}", name->text, suggestion(name->text, names)));
    return false;
  }
  pace.rhythm = known->second;
  if (shift == nullptr) return true;
  const auto expected = duration_expectation("a duration, such as \"utc_offset\" or \"2h\"", kFixed);
  const auto value =
      compile_expression(*shift, scope, expected, place + ".rhythm.shift", model_.program, diagnostics_);
  if (value) pace.shift = Condition{value->code, value->slot, source_of(*shift)};
  return value.has_value();
}

bool PaceCompiler::compile_fade(const Node& fade, const Scope& scope, const std::string& place, Pace& pace) {
  if (!fade.is(Node::Kind::table)) {
    diagnostics_.error(
        fade.at, fmt::format("`fade`: expected a table such as {{ since = \"installed_at\", half_life = "
                             "\"7d\" }}, or \"none\", found {}",
                             describe(fade.kind)));
    return false;
  }
  Keys keys(fade, "`fade`", diagnostics_);
  const Node* since = keys.take("since");
  const Node* power = keys.take("power");
  const Node* scale = keys.take("scale");
  const Node* half_life = keys.take("half_life");
  keys.finish();
  const bool by_power = power != nullptr && scale != nullptr && half_life == nullptr;
  const bool by_half_life = half_life != nullptr && power == nullptr && scale == nullptr;
  if (since == nullptr || (!by_power && !by_half_life)) {
    diagnostics_.error(fade.at, "`fade`: expected `since` and either `power` and `scale` or `half_life`");
    return false;
  }
  if (!since->is(Node::Kind::text) || !is_identifier(since->text)) {
    diagnostics_.error(since->at, "`since` of `fade`: expected the name of a time, such as \"installed_at\"");
    return false;
  }
  pace.fade = by_power ? Fade::Kind::power : Fade::Kind::half_life;
  Expectation time;
  time.kinds = {Kind::time};
  time.what = "the name of a time, such as \"installed_at\"";
  const auto from =
      compile_expression(*since, scope, time, place + ".fade.since", model_.program, diagnostics_);
  if (!from) return false;
  pace.since = {from->code, from->slot, source_of(*since)};
  if (by_power && !compile_power(*power, scope, place + ".fade.power", pace)) return false;
  const Node& length = by_power ? *scale : *half_life;
  return compile_scale(length, scope, place + ".fade." + length.key, pace);
}

bool PaceCompiler::compile_power(const Node& power, const Scope& scope, const std::string& place,
                                 Pace& pace) {
  Expectation number = duration_expectation("a number from 0, such as \"0.47\"", kFixed);
  number.kinds = {Kind::real};
  const auto exponent = compile_number(power, scope, number, place, model_.program, diagnostics_);
  if (!exponent) return false;
  pace.power = *exponent;
  if (exponent->constant && !(exponent->value >= 0)) {
    diagnostics_.error(power.at, "`power` of `fade` is negative: expected a number from 0");
  }
  return true;
}

// `length`: the scale of a power fade, or the half-life.
bool PaceCompiler::compile_scale(const Node& length, const Scope& scope, const std::string& place,
                                 Pace& pace) {
  const auto expected = duration_expectation("a duration above 0, such as \"7d\"", kFixed);
  const auto value = compile_expression(length, scope, expected, place, model_.program, diagnostics_);
  if (!value) return false;
  pace.scale = widened(*value, origin_of(length, place), model_.program);
  if (pace.scale.constant && !(pace.scale.value > 0)) {
    diagnostics_.error(
        length.at,
        fmt::format("`{}` of `fade` is not above 0: expected a duration such as \"7d\"", length.key));
  }
  return true;
}

}  // namespace seedbed::model
