#include "model/compile/state_names.hpp"

#include <fmt/format.h>

#include "document/keys.hpp"

namespace seedbed::model {
namespace {

// The name of a state is plain text. A text with one of these characters is an expression.
constexpr std::string_view kExpressionCharacters = "'\"()";

bool is_expression(const std::string& text) {
  return text.find_first_of(kExpressionCharacters) != std::string::npos;
}

}  // namespace

void StateNames::add(const std::string& name) {
  if (numbers_.emplace(name, static_cast<std::uint16_t>(names_.size())).second) names_.push_back(name);
}

void StateNames::add(const Node& name) {
  if (name.is(Node::Kind::text) && name.text != "*" && !is_expression(name.text)) add(name.text);
}

void StateNames::add_all(const Node* names) {
  if (names == nullptr) return;
  if (names->is(Node::Kind::array)) {
    for (const Node& name : names->items) add(name);
  } else if (names->is(Node::Kind::table)) {
    for (const Node& entry : names->items) add(entry.key);
  } else {
    add(*names);
  }
}

void StateNames::clear() {
  names_.clear();
  numbers_.clear();
}

std::optional<std::uint16_t> StateNames::find(const Node& name, const std::string& where,
                                              Diagnostics& diagnostics) const {
  if (!name.is(Node::Kind::text)) {
    diagnostics.error(name.at,
                      fmt::format("{}: expected the name of a state, found {}", where, describe(name.kind)));
    return std::nullopt;
  }
  if (const auto state = numbers_.find(name.text); state != numbers_.end()) return state->second;
  if (is_expression(name.text)) {
    diagnostics.error(
        name.at,
        fmt::format("{}: expected the name of a state, found the expression {}: a name stands in double "
                    "quotes alone, such as \"online\"",
                    where, name.text));
    return std::nullopt;
  }
  diagnostics.error(
      name.at, fmt::format("{}: there is no state `{}`{}", where, name.text, suggestion(name.text, names_)));
  return std::nullopt;
}

std::optional<std::uint16_t> StateNames::find_key(const Node& entry, const std::string& where,
                                                  Diagnostics& diagnostics) const {
  Node name;
  name.kind = Node::Kind::text;
  name.text = entry.key;
  name.at = entry.key_at;
  return find(name, where, diagnostics);
}

std::vector<StateNames::Named> StateNames::find_all(const Node& names, const std::string& where,
                                                    Diagnostics& diagnostics) const {
  std::vector<Named> result;
  if (names.is(Node::Kind::text) && names.text == "*") {
    for (std::size_t s = 0; s < names_.size(); ++s)
      result.push_back({static_cast<std::uint16_t>(s), nullptr});
  } else if (names.is(Node::Kind::array)) {
    for (const Node& name : names.items) {
      if (const auto state = find(name, where, diagnostics)) result.push_back({*state, &name});
    }
    if (names.items.empty()) diagnostics.error(names.at, where + ": the list names no state");
  } else if (const auto state = find(names, where, diagnostics)) {
    result.push_back({*state, &names});
  }
  return result;
}

}  // namespace seedbed::model
