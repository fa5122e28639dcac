#include "expression/language/hints.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/civil_time.hpp"

namespace seedbed::model {
namespace {

using Kind = ExprType::Kind;

// A sum of percents may miss 1 by rounding.
constexpr double kTolerance = 1e-9;

bool expects(const Expectation& expected, Kind kind) {
  if (expected.exactly) return expected.exactly->kind == kind;
  return std::find(expected.kinds.begin(), expected.kinds.end(), kind) != expected.kinds.end();
}

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789.") == std::string_view::npos;
}

bool is_words(std::string_view text) {
  return text.find_first_not_of(' ') != std::string_view::npos &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == ' ' ||
                  static_cast<unsigned char>(c) >= 0x80;
         });
}

}  // namespace

std::string source_of(const Node& node) {
  switch (node.kind) {
    case Node::Kind::text: return node.text;
    case Node::Kind::boolean: return node.integer != 0 ? "true" : "false";
    case Node::Kind::integer: return fmt::format("{}", node.integer);
    case Node::Kind::real: return fmt::format("{}", node.real);
    case Node::Kind::time: return format_iso(node.integer);
    case Node::Kind::date: return format_date(node.integer);
    case Node::Kind::other:
    case Node::Kind::array:
    case Node::Kind::table: break;
  }
  return std::string(describe(node.kind));
}

Origin origin_of(const Node& node, std::string place) {
  return {source_of(node), std::move(place), node.is(Node::Kind::text) ? node.text_at : node.at};
}

std::string unquoted_text_hint(std::string_view expression, const Expectation& expected) {
  const bool any = expected.kinds.empty() && !expected.exactly;
  if (!is_words(expression) || (!any && !expects(expected, Kind::text))) return "";
  return fmt::format("; if it is text, write \"'{}'\"", expression);
}

std::string type_hint(const Node& node, const ExprType& type, const Expectation& expected) {
  if (expects(expected, Kind::duration) && (!node.is(Node::Kind::text) || is_number(node.text)) &&
      (type.kind == Kind::integer || type.kind == Kind::real))
    return fmt::format("; a duration has a unit: write \"{}s\"", source_of(node));
  if (expects(expected, Kind::integer) && type.kind == Kind::real)
    return "; round(x), floor(x) or int(x) makes an int of it";
  if (expects(expected, Kind::text) && type.kind != Kind::rate && type.kind != Kind::reference)
    return "; text(x) makes a text of it";
  if (expected.exactly && expected.exactly->kind == Kind::decimal &&
      (type.kind == Kind::integer || type.kind == Kind::real || type.kind == Kind::decimal))
    return fmt::format("; write decimal(x, {})", expected.exactly->scale);
  return "";
}

std::optional<std::string> probability_hint(const Node& node, const Expectation& expected,
                                            const ExprType& type, const Operand& value) {
  if (expected.what.find("probability") == std::string::npos || type.kind != Kind::real) return std::nullopt;
  if (!value.constant || value.value.null != 0 || value.value.real <= 1 + kTolerance) return std::nullopt;
  std::string message = fmt::format("expected {}: a probability is from 0 to 1, and this is {}",
                                    expected.what, value.value.real);
  const bool written_out = !node.is(Node::Kind::text) || is_number(node.text);
  if (value.value.real <= 100 && written_out) message += fmt::format("; write \"{}%\"", value.value.real);
  return message;
}

}  // namespace seedbed::model
