#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "expression/expression.hpp"

namespace seedbed::model {
namespace {

using Kind = ExprType::Kind;

struct NamedKind {
  std::string_view name;
  Kind kind;
};

constexpr std::array<NamedKind, 12> kTypeNames = {{{"null", Kind::null},
                                                   {"bool", Kind::boolean},
                                                   {"int", Kind::integer},
                                                   {"real", Kind::real},
                                                   {"decimal", Kind::decimal},
                                                   {"text", Kind::text},
                                                   {"time", Kind::time},
                                                   {"date", Kind::date},
                                                   {"duration", Kind::duration},
                                                   {"rate", Kind::rate},
                                                   {"uuid", Kind::uuid},
                                                   {"json", Kind::json}}};

std::optional<ExprType> parse_decimal(std::string_view name) {
  if (!name.starts_with("decimal(") || !name.ends_with(")")) return std::nullopt;
  const std::string_view digits = name.substr(8, name.size() - 9);
  int scale = -1;
  const auto end = std::from_chars(digits.data(), digits.data() + digits.size(), scale);
  if (end.ec != std::errc() || end.ptr != digits.data() + digits.size() || scale < 0 || scale > kMaxScale)
    return std::nullopt;
  return ExprType{Kind::decimal, static_cast<std::uint8_t>(scale), 0};
}

}  // namespace

std::string type_name(const ExprType& type) {
  if (type.kind == Kind::decimal) return fmt::format("decimal({})", type.scale);
  const auto found = std::find_if(kTypeNames.begin(), kTypeNames.end(),
                                  [&](const NamedKind& named) { return named.kind == type.kind; });
  return found == kTypeNames.end() ? "reference" : std::string(found->name);
}

std::string type_name(const ExprType& type, const EntityNames* entities) {
  if (type.kind != Kind::reference || entities == nullptr) return type_name(type);
  return fmt::format("reference to `{}`", (*entities)[type.entity].name);
}

std::optional<ExprType> parse_type(std::string_view name) {
  if (const auto decimal = parse_decimal(name)) return decimal;
  if (name == "null" || name == "decimal") return std::nullopt;
  const auto found = std::find_if(kTypeNames.begin(), kTypeNames.end(),
                                  [&](const NamedKind& named) { return named.name == name; });
  if (found == kTypeNames.end()) return std::nullopt;
  return ExprType{found->kind, 0, 0};
}

std::optional<Type> storable(const ExprType& type) {
  switch (type.kind) {
    case Kind::boolean: return Type::boolean;
    case Kind::integer: return Type::integer;
    case Kind::real: return Type::real;
    case Kind::decimal: return Type::decimal;
    case Kind::text: return Type::text;
    case Kind::time: return Type::time;
    case Kind::date: return Type::date;
    case Kind::duration: return Type::duration;
    case Kind::uuid: return Type::uuid;
    case Kind::json: return Type::json;
    case Kind::null:
    case Kind::rate:
    case Kind::reference: return std::nullopt;
  }
  return std::nullopt;
}

std::optional<std::uint16_t> find_entity(const EntityNames& entities, std::string_view name) {
  for (std::size_t e = 0; e < entities.size(); ++e) {
    if (entities[e].name == name) return static_cast<std::uint16_t>(e);
  }
  return std::nullopt;
}

const Binding* Scope::find(std::string_view name) const {
  for (const Scope* scope = this; scope != nullptr; scope = scope->outer_) {
    if (const auto found = scope->names_.find(name); found != scope->names_.end()) return &found->second;
  }
  return nullptr;
}

std::vector<std::string> Scope::names() const {
  std::vector<std::string> result;
  for (const Scope* scope = this; scope != nullptr; scope = scope->outer_) {
    for (const auto& [name, binding] : scope->names_) result.push_back(name);
  }
  return result;
}

std::optional<std::uint16_t> Scope::find_list(std::string_view name) const {
  for (const Scope* scope = this; scope != nullptr; scope = scope->outer_) {
    if (const auto found = scope->lists_.find(name); found != scope->lists_.end()) return found->second;
  }
  return std::nullopt;
}

std::vector<std::string> Scope::list_names() const {
  std::vector<std::string> result;
  for (const Scope* scope = this; scope != nullptr; scope = scope->outer_) {
    for (const auto& [name, list] : scope->lists_) result.push_back(name);
  }
  return result;
}

}  // namespace seedbed::model
