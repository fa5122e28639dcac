#include "expression/language/checker.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "expression/language/functions.hpp"
#include "expression/language/parser.hpp"

namespace seedbed::model {
namespace {

using Kind = ExprType::Kind;

// "user.country" for names joined by dots, else nothing.
std::optional<std::string> dotted_name(const Syntax& node) {
  if (node.kind == Syntax::Kind::name) return node.name;
  if (node.kind != Syntax::Kind::field) return std::nullopt;
  const auto before = dotted_name(*node.parts[0]);
  if (!before) return std::nullopt;
  return *before + "." + node.name;
}

std::size_t first_byte(const Syntax& node) {
  return node.kind == Syntax::Kind::field ? first_byte(*node.parts[0]) : node.at;
}

// The decimal or reference among the arguments whose kind an overload names, which fixes the others.
const ExprType* leading_type(const Syntax& call, Kind kind) {
  const auto found = std::find_if(call.parts.begin(), call.parts.end(),
                                  [&](const SyntaxPointer& part) { return part->type.kind == kind; });
  return found == call.parts.end() ? nullptr : &(*found)->type;
}

bool fits(const Syntax& call, const ExprType& argument, Kind parameter) {
  if (argument.kind == Kind::null) return true;
  const ExprType* leading = leading_type(call, parameter);
  if (argument.kind == Kind::integer && parameter == Kind::decimal) return leading != nullptr;
  if (argument.kind == Kind::integer && parameter == Kind::real) return true;
  if (argument.kind != parameter) return false;
  return parameter != Kind::decimal && parameter != Kind::reference ? true : argument == *leading;
}

bool fits(const Syntax& call, const Overload& overload) {
  if (call.parts.size() != overload.parameters.size()) return false;
  for (std::size_t i = 0; i < call.parts.size(); ++i) {
    if (!fits(call, call.parts[i]->type, overload.parameters[i])) return false;
  }
  return true;
}

// One that is not fails its expression, without a second error from what stands around it.
bool is_usable(const Binding& binding) { return binding.refusal.empty() && !binding.broken; }

bool is_operator(const Function& function) { return function.usage.empty(); }

std::string types_of(const Syntax& call, const EntityNames* entities) {
  std::vector<std::string> names;
  for (const SyntaxPointer& part : call.parts) names.push_back(type_name(part->type, entities));
  if (names.empty()) return "nothing";
  if (names.size() == 1) return names[0];
  const std::string last = names.back();
  names.pop_back();
  return fmt::format("{} and {}", joined(names, ", "), last);
}

// What to write instead, for the commonest mismatches of operators.
std::string_view operator_hint(const Syntax& call) {
  const auto has = [&](Kind kind) { return leading_type(call, kind) != nullptr; };
  if (call.name == "+" && has(Kind::text)) return "; concat(a, b) joins texts";
  if (has(Kind::time) && has(Kind::date)) return "; date(t) is the day of a time";
  if (has(Kind::duration) && (has(Kind::integer) || has(Kind::real)))
    return "; seconds(d) and days(d) make a number of a duration";
  if (has(Kind::text) && (has(Kind::integer) || has(Kind::real))) return "; text(x) makes a text of a number";
  return "";
}

}  // namespace

std::optional<ExprType> widened(const ExprType& a, const ExprType& b) {
  if (a.kind == Kind::null) return b;
  if (b.kind == Kind::null || a == b) return a;
  if (a.kind == Kind::integer && (b.kind == Kind::real || b.kind == Kind::decimal)) return b;
  if (b.kind == Kind::integer && (a.kind == Kind::real || a.kind == Kind::decimal)) return a;
  return std::nullopt;
}

bool Checker::fail(const Syntax& at, std::string_view message) {
  reporter_.error(at.at, message);
  return false;
}

bool Checker::check(Syntax& node) {
  if (root_ == nullptr) root_ = &node;
  switch (node.kind) {
    case Syntax::Kind::literal: return true;
    case Syntax::Kind::name: return check_name(node);
    case Syntax::Kind::field: return check_field(node);
    case Syntax::Kind::choose: return check_choose(node);
    case Syntax::Kind::child: return true;
    case Syntax::Kind::call: return check_call(node);
  }
  return false;
}

bool Checker::check_name(Syntax& node) {
  if (child_ && name_field_of_child(node)) return check_field_of(node, *child_);
  return resolve(node, node.name) ? is_usable(*node.binding) : unknown_name(node, node.name);
}

// True: the name is in scope. Whether it may be used, is_usable() says; if not, that is reported.
bool Checker::resolve(Syntax& node, std::string_view name) {
  const Binding* binding = scope_.find(name);
  if (binding == nullptr) return false;
  names_.insert(std::string(name));
  if (binding->used != nullptr) *binding->used = true;
  if (binding->broken) reporter_.fail();
  if (!binding->refusal.empty()) reporter_.error(first_byte(node), binding->refusal);
  node.kind = Syntax::Kind::name;
  node.name = name;
  node.binding = binding;
  node.type = binding->type;
  return true;
}

bool Checker::check_field(Syntax& node) {
  const auto whole = dotted_name(node);
  if (whole && resolve(node, *whole)) return is_usable(*node.binding);
  if (whole && whole->starts_with("std.")) {
    reporter_.error(first_byte(node), fmt::format("`{0}` is a list: write pick({0})", *whole));
    return false;
  }
  if (!check(*node.parts[0])) return false;
  const ExprType of = node.parts[0]->type;
  if (of.kind != Kind::reference && of.kind != Kind::null)
    return fail(node,
                fmt::format("`.{}` needs a reference before it, and this is {}", node.name, type_name(of)));
  if (of.kind == Kind::null) return fail(node, fmt::format("`null` has no field `{}`", node.name));
  return check_field_of(node, of.entity);
}

// node.parts[0] is a reference to that entity.
bool Checker::check_field_of(Syntax& node, std::uint16_t entity) {
  EntityInfo& info = (*scope_.find_entities())[entity];
  const auto found = std::find_if(info.fields.begin(), info.fields.end(),
                                  [&](const EntityField& field) { return field.name == node.name; });
  if (!info.known) {
    reporter_.fail();  // it is part of a circle, which was reported
    return false;
  }
  if (found == info.fields.end()) {
    if (info.lacks_fields) {
      reporter_.fail();
      return false;
    }
    std::vector<std::string> names;
    for (const EntityField& field : info.fields) names.push_back(field.name);
    return fail(node, fmt::format("`{}` has no attribute `{}`{}", info.name, node.name,
                                  did_you_mean(node.name, names)));
  }
  if (found->broken) reporter_.fail();
  found->read = true;
  node.field = static_cast<std::uint16_t>(found - info.fields.begin());
  node.type = found->type;
  return !found->broken;
}

// In the weight of choose(child of parent, …) the child's fields come first in scope, and that of
// choose(entity, …) is a field. True: the name is one, or should be.
bool Checker::name_field_of_child(Syntax& node) {
  const EntityInfo& info = (*scope_.find_entities())[*child_];
  const auto same = [&](const EntityField& field) { return field.name == node.name; };
  if (!only_fields_ && std::none_of(info.fields.begin(), info.fields.end(), same)) return false;
  auto child = std::make_unique<Syntax>();
  child->kind = Syntax::Kind::child;
  child->at = node.at;
  child->type = {Kind::reference, 0, *child_};
  node.kind = Syntax::Kind::field;
  node.parts.push_back(std::move(child));
  return true;
}

bool Checker::check_choose(Syntax& node) {
  EntityNames* const entities = scope_.find_entities();
  const auto entity = entities == nullptr ? std::nullopt : find_entity(*entities, node.name);
  if (!entity) {
    std::vector<std::string> names;
    if (entities != nullptr) {
      for (const EntityInfo& info : *entities) names.push_back(info.name);
    }
    return fail(node,
                names.empty()
                    ? fmt::format("there is no entity `{0}`: add [entity.{0}] to choose from", node.name)
                    : fmt::format("there is no entity `{}`{}", node.name, did_you_mean(node.name, names)));
  }
  const EntityInfo& info = (*entities)[*entity];
  node.entity = *entity;
  node.type = {Kind::reference, 0, *entity};
  bool good = check_random(node);
  if (!info.known) {
    reporter_.fail();
    return false;
  }
  if (node.has_parent) {
    if (!check(*node.parts[0])) return false;
    const ExprType& parent = node.parts[0]->type;
    if (!info.parent || parent.kind != Kind::reference || parent.entity != *info.parent) {
      return fail(*node.parts[0],
                  !info.parent
                      ? fmt::format("`{0}` belongs to no other entity: write choose({0})", node.name)
                      : fmt::format("`{}` belongs to `{}`: expected a reference to one, and this is "
                                    "{}",
                                    node.name, (*entities)[*info.parent].name, type_name(parent, entities)));
    }
  }
  if (node.has_weight) good = check_weight(node, *node.parts.back()) && good;
  return good;
}

bool Checker::check_weight(Syntax& node, Syntax& weight) {
  const auto outer_child = child_;
  const std::string_view outer_rule = weight_rule_;
  const bool outer_fields = only_fields_;
  child_ = node.entity;
  only_fields_ = !node.has_parent;
  weight_rule_ = "the weights of `choose` are numbers, the draw is made with them";
  const bool good = check(weight);
  child_ = outer_child;
  weight_rule_ = outer_rule;
  only_fields_ = outer_fields;
  if (!good) return false;
  const Kind kind = weight.type.kind;
  if (kind != Kind::integer && kind != Kind::real && kind != Kind::decimal && kind != Kind::null)
    return fail(weight, "a weight of `choose` is a number, and this is " + type_name(weight.type));
  const bool field = weight.kind == Syntax::Kind::field && weight.parts[0]->kind == Syntax::Kind::child;
  if (field || (node.has_parent && kind != Kind::decimal)) return true;
  if (node.has_parent) return fail(weight, "a weight of `choose` is an int or a real: write real(x)");
  return fail(weight, fmt::format("the weight of choose({0}, …) is the name of one of its attributes; an "
                                  "expression is possible among the children of a parent: "
                                  "choose({0} of …, …)",
                                  node.name));
}

bool Checker::text_fits(const Syntax& node) const {
  if (&node == text_sibling_) return true;
  if (&node != root_) return false;
  if (expected_.exactly) return expected_.exactly->kind == Kind::text;
  return expected_.kinds.empty() ||
         std::find(expected_.kinds.begin(), expected_.kinds.end(), Kind::text) != expected_.kinds.end();
}

bool Checker::unknown_name(const Syntax& node, std::string_view name) {
  std::string message = fmt::format("unknown name `{}`", name);
  std::vector<std::string> names = scope_.names();
  if (child_) {
    const EntityInfo& info = (*scope_.find_entities())[*child_];
    for (const EntityField& field : info.fields) names.push_back(field.name);
    if (info.lacks_fields) {
      reporter_.fail();
      return false;
    }
  }
  const std::string near = did_you_mean(name, names);
  if (find_function(name) != nullptr) {
    message += fmt::format("; `{0}` is a function: write {1}", name, find_function(name)->usage);
  } else if (text_fits(node)) {
    message += near + (near.empty() ? "; if" : " If") +
               (&node == root_ ? fmt::format(" it is text, write \"'{}'\"", name)
                               : fmt::format(" it is text, write '{}'", name));
  } else {
    message += near;
  }
  return fail(node, message);
}

bool Checker::unknown_function(const Syntax& node) {
  if (scope_.find(node.name) != nullptr)
    return fail(node, fmt::format("`{}` is a name, not a function", node.name));
  return fail(node,
              fmt::format("unknown function `{}`{}", node.name, did_you_mean(node.name, function_names())));
}

bool Checker::check_random(Syntax& node) {
  node.draw_number = draws_++;
  if (expected_.may_draw && weight_rule_.empty()) return true;
  const std::string_view why = !weight_rule_.empty()           ? weight_rule_
                               : expected_.why_no_draw.empty() ? std::string_view("that is not allowed here")
                                                               : std::string_view(expected_.why_no_draw);
  return fail(node, fmt::format("`{}` draws a random number, and {}",
                                node.kind == Syntax::Kind::choose ? "choose" : node.name, why));
}

bool Checker::check_call(Syntax& node) {
  node.function = find_function(node.name);
  if (node.name == "serial") return check_serial(node);
  if (node.name == "pick" && node.parts.size() == 1) {
    const auto list = dotted_name(*node.parts[0]);
    if (list && (scope_.find_list(*list) || scope_.find(*list) == nullptr)) return check_list(node, *list);
  }
  if (node.function == nullptr) {
    unknown_function(node);
    check_arguments(node);
    return false;
  }
  bool good = !node.function->random || check_random(node);
  good = check_arguments(node) && good;
  if (!good) return false;
  return node.function->check != nullptr ? node.function->check(*this, node) : check_overloads(node);
}

bool Checker::check_serial(Syntax& node) {
  if (!weight_rule_.empty()) return fail(node, "`serial` is not in scope in a weight");
  const SerialSource* const source = scope_.find_serials();
  if (source == nullptr || !source->refusal.empty())
    return fail(node, source == nullptr ? "`serial` is not in scope here" : source->refusal);
  const bool named = node.parts.size() == 1 && node.parts[0]->kind == Syntax::Kind::literal &&
                     node.parts[0]->type.kind == Kind::text;
  if (!named)
    return fail(node, "`serial` takes the name of its numbers, a text written out: serial('order')");
  const std::string& name = node.parts[0]->text;
  if (source->counters.find(name) == source->counters.end())
    return fail(node, "`serial` got a name that was not found");
  const auto [owner, is_new] = source->owners->emplace(name, source->kind);
  if (owner->second != source->kind) {
    return fail(
        node, fmt::format("serial('{}') belongs to the actor `{}`: numbers of one name are those of one kind",
                          name, owner->second));
  }
  if (source->used != nullptr) *source->used = true;
  node.serials = source;
  node.type.kind = Kind::integer;
  return true;
}

bool Checker::check_list(Syntax& node, const std::string& name) {
  node.list = scope_.find_list(name);
  if (!node.list)
    return fail(*node.parts[0],
                fmt::format("there is no list `{}`{}", name, did_you_mean(name, scope_.list_names())));
  node.parts.clear();
  node.type.kind = Kind::text;
  return check_random(node);
}

// All of them, so that one run reports what is wrong in each.
bool Checker::check_arguments(Syntax& node) {
  const bool compares = node.parts.size() == 2 && (node.name == "==" || node.name == "!=");
  bool good = true;
  for (std::size_t i = 0; i < node.parts.size(); ++i) {
    const Syntax* outer = text_sibling_;
    text_sibling_ = nullptr;
    if (compares && node.parts[1 - i]->type.kind == Kind::text) text_sibling_ = node.parts[i].get();
    good = check(*node.parts[i]) && good;
    text_sibling_ = outer;
  }
  return good;
}

bool Checker::check_overloads(Syntax& node) {
  const auto& overloads = node.function->overloads;
  const auto found = std::find_if(overloads.begin(), overloads.end(),
                                  [&](const Overload& overload) { return fits(node, overload); });
  if (found == overloads.end()) return mismatch(node);
  node.overload = &*found;
  node.type = {found->result, 0, 0};
  if (const ExprType* leading = leading_type(node, found->result)) node.type = *leading;
  return true;
}

bool Checker::mismatch(const Syntax& node) {
  if (is_operator(*node.function)) {
    const std::string_view name = node.name == "unary -" ? "-" : std::string_view(node.name);
    return fail(node, fmt::format("`{}` does not work on {}{}", name, types_of(node, scope_.find_entities()),
                                  operator_hint(node)));
  }
  return fail(node, fmt::format("`{}` does not take {}: expected {}", node.name,
                                types_of(node, scope_.find_entities()), node.function->usage));
}

std::optional<ExprType> Checker::common_type(const Syntax& call, const std::vector<const Syntax*>& parts) {
  ExprType common;
  for (const Syntax* part : parts) {
    const auto wider = widened(common, part->type);
    if (!wider) {
      fail(*part, fmt::format("`{}` needs values of one type: this is {}, and before it stands {}", call.name,
                              type_name(part->type, scope_.find_entities()),
                              type_name(common, scope_.find_entities())));
      return std::nullopt;
    }
    common = *wider;
  }
  return common;
}

bool Checker::count_arguments(const Syntax& call, std::size_t least, std::size_t most) {
  if (call.parts.size() >= least && call.parts.size() <= most) return true;
  return fail(call, fmt::format("`{}` got {} arguments: expected {}", call.name, call.parts.size(),
                                call.function->usage));
}

}  // namespace seedbed::model
