// An actor's attributes: in which order they are computed, and which of them are kept.
#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "expression/language/mentions.hpp"
#include "expression/program/instruction.hpp"
#include "model/compile/actor_reader.hpp"
#include "model/compile/attributes.hpp"
#include "model/compile/children_reader.hpp"

namespace seedbed::model {
namespace {

using Kind = ExprType::Kind;

void visit_texts(const Node& node, const std::function<void(const std::string&)>& visit) {
  if (node.is(Node::Kind::text)) visit(node.text);
  for (const Node& item : node.items) visit_texts(item, visit);
}

const Node& no_attributes() {
  static const Node empty;
  return empty;
}

}  // namespace

void ActorReader::read_attributes(const Node* attributes) {
  scope_.bind("index", {{Kind::integer}, model_->index_slot, false, ""});
  for (const char* name : {"now", "transition", "from", "to", "state"}) {
    scope_.bind(name, {{}, 0, false, fmt::format("`{}` is not in scope here", name)});
  }
  scope_.bind("nth", {{}, 0, false, "`nth` is in scope in `each` only"});
  no_serials_.refusal =
      "`serial` is not in scope here: it numbers what transitions, states, `each` and rows do";
  scope_.bind_serials(no_serials_);
  std::set<std::string> serials;
  bool arrival = false;
  const auto look = [&](const std::string& text) {
    const Mentions mentions = mentions_in(text, outer_->find_entities());
    const auto& names = mentions.names;
    arrival = arrival || std::find(names.begin(), names.end(), "arrival") != names.end();
    serials.insert(mentions.serials.begin(), mentions.serials.end());
  };
  visit_texts(*node_, look);
  for (const std::size_t table : emitted_) {
    for (const TableSet::ColumnDef& column : tables_->at(table).columns) {
      if (column.expression != nullptr) visit_texts(*column.expression, look);
    }
  }
  arrival_stored_ = arrival && arrives_;
  if (!arrives_) scope_.bind("arrival", *outer_->find("start"));
  Nodes all;
  for (const Node& attribute : attributes == nullptr ? no_attributes().items : attributes->items) {
    check_attribute_name(attribute, where(), *outer_, *diagnostics_);
    if (attribute.key == parent_name_) {
      diagnostics_->error(attribute.key_at, fmt::format("attribute `{}` of {}: the parent has the same name",
                                                        attribute.key, where()));
    }
    all.push_back(&attribute);
  }
  if (arrival_stored_) all.push_back(&arrival_);
  Nodes ordered = in_order_of_need(all, where(), scope_, *diagnostics_);
  const Node* distinct = find_distinct(attributes, ordered);
  const auto begin = static_cast<std::uint32_t>(model_->program.code.size());
  // The stored ones stand side by side in the frame: their slots come first, then their code.
  kind_.first_attribute = static_cast<Slot>(model_->program.frame.size());
  for (std::size_t i = 0; i < ordered.size() + serials.size(); ++i) (void)model_->program.new_slot();
  const auto here = [&] { return static_cast<std::uint32_t>(model_->program.code.size()); };
  for (const Node* attribute : ordered) {
    if (attribute == distinct) kind_.distinct->redraw.begin = here();
    if (attribute == &arrival_) {
      compile_arrival_attribute();
    } else {
      compile_attribute(*attribute);
    }
  }
  if (distinct != nullptr) {
    const Binding& binding = *scope_.find(distinct->key);
    kind_.distinct->redraw.end = here();
    kind_.distinct->slot = binding.slot;
    kind_.distinct->of_bytes =
        binding.type.kind == Kind::text || binding.type.kind == Kind::json || binding.type.kind == Kind::uuid;
  }
  add_serials(serials);
  kind_.attribute_code = {begin, here()};
}

// The parent by its name, and how many actors it has.
void ActorReader::compile_per() {
  const auto parent = parent_of(*per_, where(), *outer_->find_entities(), *diagnostics_);
  if (!parent) return;
  EntityKind& kind = context_.entities.kind(*parent);
  const std::string& name = kind.name;
  if (outer_->find(name) != nullptr) {
    diagnostics_->error(per_->at,
                        fmt::format("{}: its parent `{}` has the name of a parameter", where(), name));
  }
  const Slot slot = model_->program.new_slot();
  scope_.bind(name, {{Kind::reference, 0, *parent}, slot, false, ""});
  Scope scope(outer_);
  scope.bind(name, *scope_.find(name));
  kind_.per = compile_children(*per_, *parent, slot, scope, kind_.name, model_->program, *diagnostics_);
  if (kind_.per) kind_.count = index_space_of(*kind_.per, kind.index_space, *per_, *diagnostics_);
  kind.has_children = true;
  parent_name_ = name;
}

// Puts the attribute that is to be distinct behind the others, and after it those that depend on it.
const Node* ActorReader::find_distinct(const Node* attributes, Nodes& ordered) {
  if (distinct_ == nullptr) return nullptr;
  const Node* distinct = attributes == nullptr ? nullptr : attributes->find(distinct_->text);
  std::string problem;
  if (per_ == nullptr) {
    problem = "tells siblings apart: it needs a `per`";
  } else if (distinct == nullptr) {
    problem = fmt::format("names no attribute: there is no `{}`{}", distinct_->text,
                          suggestion(distinct_->text, keys_of(attributes)));
  } else if (assigned_.contains(distinct->key)) {
    problem = fmt::format("names `{}`, which a `set` changes", distinct->key);
  }
  if (!problem.empty()) {
    diagnostics_->error(distinct_->at, fmt::format("`distinct` of {} {}", where(), problem));
    return nullptr;
  }
  const auto redrawn = dependents(ordered, *distinct, scope_);
  std::stable_partition(ordered.begin(), ordered.end(),
                        [&](const Node* node) { return !redrawn.contains(node); });
  kind_.distinct.emplace();
  return distinct;
}

// Counters that begin at 0 with every actor.
void ActorReader::add_serials(const std::set<std::string>& names) {
  Program& program = model_->program;
  kind_.first_serial = kind_.attributes;
  serials_.index = model_->index_slot;
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

void ActorReader::compile_attribute(const Node& attribute) {
  const std::string place = fmt::format("{}.attributes.{}", kind_.name, attribute.key);
  const auto compiled = compile_first_value(attribute, scope_, place, model_->program, *diagnostics_);
  if (!compiled) {
    scope_.bind(attribute.key, Binding::of_broken());
    return;
  }
  const ExprType& type = compiled->type;
  Binding binding{type, compiled->slot, compiled->constant, ""};
  // A constant that is never set is no part of the actor's record, nor is another name for its number. One
  // for another attribute is: that one may change.
  if (assigned_.contains(attribute.key) || !(compiled->constant || compiled->slot == model_->index_slot)) {
    binding = {type, static_cast<Slot>(kind_.first_attribute + next_attribute(type)), false, ""};
    append_copy(model_->program, binding.slot, compiled->slot);
  }
  attribute_bindings_[attribute.key] = binding;
  scope_.bind(attribute.key, binding);
}

// The number of one more that is stored.
std::uint16_t ActorReader::next_attribute(const ExprType& type) {
  const std::uint16_t number = kind_.attributes++;
  const bool of_bytes = type.kind == Kind::text || type.kind == Kind::json || type.kind == Kind::uuid;
  (of_bytes ? kind_.text_attributes : kind_.plain_attributes).push_back(number);
  return number;
}

// Where some expression uses it, the instant of the arrival is an attribute like others: never before
// `start`.
void ActorReader::compile_arrival_attribute() {
  Expectation expected;
  expected.exactly = ExprType{Kind::time};
  expected.what = "a time, such as \"start + exponential(3d)\"";
  const auto value = compile_expression(arrival_, scope_, expected, kind_.name + ".start.at", model_->program,
                                        *diagnostics_);
  if (!value) {
    scope_.bind(arrival_.key, Binding::of_broken());
    return;
  }
  const Binding binding{
      {Kind::time}, static_cast<Slot>(kind_.first_attribute + next_attribute({Kind::time})), false, ""};
  append_copy(model_->program, binding.slot, value->slot);
  model_->program.code.back() = {Op::maximum_int, binding.slot, value->slot, outer_->find("start")->slot, 0};
  scope_.bind(arrival_.key, binding);
}

}  // namespace seedbed::model
