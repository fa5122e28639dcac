#include "model/compile/actor_attributes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "base/hash.hpp"
#include "document/keys.hpp"
#include "expression/language/mentions.hpp"
#include "expression/program/instruction.hpp"
#include "model/compile/attributes.hpp"
#include "model/compile/children_reader.hpp"
#include "model/compile/state_reader.hpp"
#include "random/random.hpp"

namespace seedbed::model {
namespace {

using Kind = ExprType::Kind;

void visit_texts(const Node& node, const std::function<void(const std::string&)>& visit) {
  if (node.is(Node::Kind::text)) visit(node.text);
  for (const Node& item : node.items) visit_texts(item, visit);
}

bool has_bytes(const ExprType& type) {
  return type.kind == Kind::text || type.kind == Kind::json || type.kind == Kind::uuid;
}

std::uint32_t code_end(const Program& program) { return static_cast<std::uint32_t>(program.code.size()); }

}  // namespace

ActorAttributes::ActorAttributes(const ActorParts& parts, const ActorContext& context, Model& model)
    : parts_(parts),
      context_(context),
      outer_(context.outer),
      model_(model),
      diagnostics_(context.diagnostics),
      scope_(&context.outer) {
  kind_.name = parts.name;
  kind_.key = hash64(kind_.name);
  kind_.timing_key = draw_key(kind_.name + ".timing", 0);
  kind_.choice_key = draw_key(kind_.name + ".choice", 0);
  kind_.destination_key = draw_key(kind_.name + ".destination", 0);
  kind_.jitter_key = draw_key(kind_.name + ".jitter", 0);
  kind_.initial_key = draw_key(kind_.name + ".initial", 0);
  compile_count();
  if (parts.per != nullptr) compile_per();
  refuse_names();
  compile_attributes();
  check_labels(parts.blocks, scope_, diagnostics_);
}

void ActorAttributes::compile_count() {
  if (parts_.count == nullptr) return;  // there is a `per`, or an error that was reported
  Expectation expected;
  expected.kinds = {Kind::integer};
  expected.what = "how many actors there are, such as 10_000 or \"users\"";
  expected.may_draw = false;
  expected.why_no_draw = "the population's size is fixed";
  const auto value = compile_expression(*parts_.count, outer_, expected, kind_.name + ".count",
                                        model_.program, diagnostics_);
  if (!value || !value->constant) return;
  const Value& n = model_.program.frame[value->slot];
  kind_.count = n.null != 0 || n.integer < 0 ? 0 : static_cast<std::uint64_t>(n.integer);
  if (kind_.count > 0) return;
  diagnostics_.error(parts_.count->at,
                     fmt::format("`count` in {} is {}: an empty population, expected at least 1",
                                 parts_.where(), n.null != 0 ? "null" : fmt::format("{}", n.integer)));
}

// Binds the parent by its name, and compiles how many actors each parent has.
void ActorAttributes::compile_per() {
  const Node& per = *parts_.per;
  const auto parent = parent_of(per, parts_.where(), *outer_.find_entities(), diagnostics_);
  if (!parent) return;
  EntityKind& kind = context_.entities.kind(*parent);
  parent_name_ = kind.name;
  if (outer_.find(kind.name) != nullptr) {
    diagnostics_.error(
        per.at, fmt::format("{}: its parent `{}` has the name of a parameter", parts_.where(), kind.name));
  }
  const Slot slot = model_.program.new_slot();
  const Binding binding{{Kind::reference, 0, *parent}, slot, false, ""};
  scope_.bind(kind.name, binding);
  Scope scope(&outer_);
  scope.bind(kind.name, binding);
  kind_.per = compile_children(per, *parent, slot, scope, kind_.name, model_.program, diagnostics_);
  if (kind_.per) kind_.count = index_space_of(*kind_.per, kind.index_space, per, diagnostics_);
  kind.has_children = true;
}

// Names that exist in events only: attributes that use them get an error that says so.
void ActorAttributes::refuse_names() {
  scope_.bind("index", {{Kind::integer}, model_.index_slot, false, ""});
  for (const char* name : {"now", "transition", "from", "to", "state"}) {
    scope_.bind(name, {{}, 0, false, fmt::format("`{}` is not in scope here", name)});
  }
  scope_.bind("nth", {{}, 0, false, "`nth` is in scope in `each` only"});
  no_serials_.refusal =
      "`serial` is not in scope here: it numbers what transitions, states, `each` and rows do";
  scope_.bind_serials(no_serials_);
}

// Searches all expressions of the actor and of the tables that it writes. Returns the names of serial(), and
// finds out if the arrival is used.
std::set<std::string> ActorAttributes::find_mentions() {
  std::set<std::string> serials;
  bool arrival = false;
  const auto look = [&](const std::string& text) {
    const Mentions mentions = mentions_in(text, outer_.find_entities());
    const auto& names = mentions.names;
    arrival = arrival || std::find(names.begin(), names.end(), "arrival") != names.end();
    serials.insert(mentions.serials.begin(), mentions.serials.end());
  };
  visit_texts(*parts_.node, look);
  for (const std::size_t table : parts_.emitted) {
    for (const TableSet::ColumnDef& column : context_.tables.at(table).columns) {
      if (column.expression != nullptr) visit_texts(*column.expression, look);
    }
  }
  arrival_stored_ = arrival && parts_.arrival;
  return serials;
}

// All attributes in the order of the file, the stored arrival last. Reports names that are taken.
ActorAttributes::Nodes ActorAttributes::named_attributes() {
  Nodes all;
  if (parts_.attributes != nullptr) {
    for (const Node& attribute : parts_.attributes->items) {
      check_attribute_name(attribute, parts_.where(), outer_, diagnostics_);
      if (attribute.key == parent_name_) {
        diagnostics_.error(attribute.key_at, fmt::format("attribute `{}` of {}: the parent has the same name",
                                                         attribute.key, parts_.where()));
      }
      all.push_back(&attribute);
    }
  }
  if (arrival_stored_) all.push_back(&*parts_.arrival);
  return all;
}

void ActorAttributes::compile_attributes() {
  Program& program = model_.program;
  const std::set<std::string> serials = find_mentions();
  if (!parts_.arrival) scope_.bind("arrival", *outer_.find("start"));
  Nodes ordered = in_order_of_need(named_attributes(), parts_.where(), scope_, diagnostics_);
  const Node* distinct = find_distinct(ordered);
  const std::uint32_t begin = code_end(program);
  // Stored attributes have consecutive slots of the frame: allocate the slots first, then compile.
  kind_.first_attribute = static_cast<Slot>(program.frame.size());
  for (std::size_t i = 0; i < ordered.size() + serials.size(); ++i) (void)program.new_slot();
  for (const Node* attribute : ordered) {
    if (attribute == distinct) kind_.distinct->redraw.begin = code_end(program);
    if (parts_.arrival && attribute == &*parts_.arrival) {
      compile_arrival();
    } else {
      compile_attribute(*attribute);
    }
  }
  if (distinct != nullptr) finish_distinct(*distinct);
  add_serials(serials);
  kind_.attribute_code = {begin, code_end(program)};
}

// Moves the distinct attribute behind the others, and the attributes that depend on it behind that one.
const Node* ActorAttributes::find_distinct(Nodes& ordered) {
  const Node* name = parts_.distinct;
  if (name == nullptr) return nullptr;
  const Node* distinct = parts_.attributes == nullptr ? nullptr : parts_.attributes->find(name->text);
  std::string problem;
  if (parts_.per == nullptr) {
    problem = "tells siblings apart: it needs a `per`";
  } else if (distinct == nullptr) {
    problem = fmt::format("names no attribute: there is no `{}`{}", name->text,
                          suggestion(name->text, keys_of(parts_.attributes)));
  } else if (parts_.assigned.contains(distinct->key)) {
    problem = fmt::format("names `{}`, which a `set` changes", distinct->key);
  }
  if (!problem.empty()) {
    diagnostics_.error(name->at, fmt::format("`distinct` of {} {}", parts_.where(), problem));
    return nullptr;
  }
  const auto redrawn = dependents(ordered, *distinct, scope_);
  std::stable_partition(ordered.begin(), ordered.end(),
                        [&](const Node* node) { return !redrawn.contains(node); });
  kind_.distinct.emplace();
  return distinct;
}

void ActorAttributes::finish_distinct(const Node& distinct) {
  const Binding& binding = *scope_.find(distinct.key);
  kind_.distinct->redraw.end = code_end(model_.program);
  kind_.distinct->slot = binding.slot;
  kind_.distinct->of_bytes = has_bytes(binding.type);
}

// Counters that begin at 0 in every actor.
void ActorAttributes::add_serials(const std::set<std::string>& names) {
  Program& program = model_.program;
  kind_.first_serial = kind_.attributes;
  serials_.index = model_.index_slot;
  serials_.count = program.constant_slot(Value::of_integer(static_cast<std::int64_t>(kind_.count)));
  serials_.kind = kind_.name;
  serials_.owners = &context_.serial_owners;
  serials_.used = &serial_used_;
  for (const std::string& name : names) {
    const auto slot = static_cast<Slot>(kind_.first_attribute + next_attribute({Kind::integer}));
    append_copy(program, slot, program.constant_slot(Value::of_integer(0)));
    serials_.counters.emplace(name, slot);
  }
}

void ActorAttributes::compile_attribute(const Node& attribute) {
  const std::string place = fmt::format("{}.attributes.{}", kind_.name, attribute.key);
  const auto compiled = compile_first_value(attribute, scope_, place, model_.program, diagnostics_);
  if (!compiled) {
    scope_.bind(attribute.key, Binding::of_broken());
    return;
  }
  const ExprType& type = compiled->type;
  Binding binding{type, compiled->slot, compiled->constant, ""};
  // The actor's record does not hold constants that no `set` assigns to, nor second names of `index`. It
  // holds second names of attributes, because a `set` may change either of the two.
  if (parts_.assigned.contains(attribute.key) ||
      !(compiled->constant || compiled->slot == model_.index_slot)) {
    binding = {type, static_cast<Slot>(kind_.first_attribute + next_attribute(type)), false, ""};
    append_copy(model_.program, binding.slot, compiled->slot);
  }
  bindings_[attribute.key] = binding;
  scope_.bind(attribute.key, binding);
}

// The number of one more stored attribute.
std::uint16_t ActorAttributes::next_attribute(const ExprType& type) {
  const std::uint16_t number = kind_.attributes++;
  (has_bytes(type) ? kind_.text_attributes : kind_.plain_attributes).push_back(number);
  return number;
}

// If some expression uses it, the instant of arrival is an attribute like others. It is never before `start`.
void ActorAttributes::compile_arrival() {
  const Node& arrival = *parts_.arrival;
  Expectation expected;
  expected.exactly = ExprType{Kind::time};
  expected.what = "a time, such as \"start + exponential(3d)\"";
  const auto value =
      compile_expression(arrival, scope_, expected, kind_.name + ".start.at", model_.program, diagnostics_);
  if (!value) {
    scope_.bind(arrival.key, Binding::of_broken());
    return;
  }
  const Binding binding{
      {Kind::time}, static_cast<Slot>(kind_.first_attribute + next_attribute({Kind::time})), false, ""};
  append_copy(model_.program, binding.slot, value->slot);
  model_.program.code.back() = {Op::maximum_int, binding.slot, value->slot, outer_.find("start")->slot, 0};
  scope_.bind(arrival.key, binding);
}

}  // namespace seedbed::model
