// An actor's attributes: in which order they are computed, and which of them are kept.
#include <fmt/format.h>

#include <functional>

#include "model/program/instruction.hpp"
#include "model/reader/actor_reader.hpp"

namespace seedbed::model {
namespace {

using Kind = ExprType::Kind;

void visit_texts(const Node& node, const std::function<void(const std::string&)>& visit) {
  if (node.is(Node::Kind::text)) visit(node.text);
  for (const Node& item : node.items) visit_texts(item, visit);
}

bool mentions(std::string_view expression, std::string_view name) {
  for (const std::string& word : mentioned_names(expression)) {
    if (word == name) return true;
  }
  return false;
}

// The names in calls serial('name'), and some that only look like it.
void find_serials(const std::string& expression, std::set<std::string>& names) {
  constexpr std::string_view kCall = "serial";
  constexpr std::string_view kBlank = " \t\r\n";
  for (std::size_t at = expression.find(kCall); at != std::string::npos;
       at = expression.find(kCall, at + 1)) {
    std::size_t next = expression.find_first_not_of(kBlank, at + kCall.size());
    if (next == std::string::npos || expression[next] != '(') continue;
    next = expression.find_first_not_of(kBlank, next + 1);
    if (next == std::string::npos || expression[next] != '\'') continue;
    const std::size_t end = expression.find('\'', next + 1);
    if (end != std::string::npos) names.insert(expression.substr(next + 1, end - next - 1));
  }
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
    arrival = arrival || mentions(text, "arrival");
    find_serials(text, serials);
  };
  visit_texts(*node_, look);
  for (const std::size_t table : emitted_) {
    for (const TableSet::ColumnDef& column : tables_->at(table).columns) {
      if (column.expression != nullptr) visit_texts(*column.expression, look);
    }
  }
  arrival_stored_ = arrival && arrives_;
  if (!arrives_) scope_.bind("arrival", *outer_->find("start"));
  std::vector<const Node*> ordered;
  order_attributes(attributes == nullptr ? no_attributes() : *attributes, ordered);
  const auto begin = static_cast<std::uint32_t>(model_->program.code.size());
  // The stored ones stand side by side in the frame: their slots come first, then their code.
  kind_.first_attribute = static_cast<Slot>(model_->program.frame.size());
  for (std::size_t i = 0; i < ordered.size() + serials.size(); ++i) (void)model_->program.new_slot();
  for (const Node* attribute : ordered) {
    if (attribute == &arrival_) {
      compile_arrival_attribute();
    } else {
      compile_attribute(*attribute);
    }
  }
  add_serials(serials);
  kind_.attribute_code = {begin, static_cast<std::uint32_t>(model_->program.code.size())};
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
    const auto slot = static_cast<Slot>(kind_.first_attribute + kind_.attributes++);
    append_copy(program, slot, program.constant_slot(Value::of_integer(0)));
    serials_.counters.emplace(name, slot);
  }
}

// Depth first by the names that each mentions, so that every attribute comes after those it uses.
void ActorReader::order_attributes(const Node& attributes, Nodes& ordered) {
  VisitedAttributes visited;
  for (const Node& node : attributes.items) {
    visited[node.key].node = &node;
    check_attribute_name(node);
  }
  if (arrival_stored_) visited[arrival_.key].node = &arrival_;
  Nodes path;
  for (const Node& node : attributes.items) visit_attribute(node, visited, path, ordered);
  if (arrival_stored_) visit_attribute(arrival_, visited, path, ordered);
}

void ActorReader::visit_attribute(const Node& node, VisitedAttributes& visited, Nodes& path, Nodes& ordered) {
  // Attributes that need each other in a longer chain than this are a slip, and the stack ends somewhere.
  constexpr std::size_t kMaxChain = 1000;
  Visited& here = visited[node.key];
  if (here.mark == Visited::Mark::done) return;
  path.push_back(&node);
  const bool circle = here.mark == Visited::Mark::open;
  if (circle || path.size() > kMaxChain) {
    std::string names;
    for (const Node* step : path) names += (names.empty() ? "" : " -> ") + step->key;
    diagnostics_->error(
        node.key_at, circle
                         ? fmt::format("attributes of [actor.{}] go round in a circle: {}", kind_.name, names)
                         : fmt::format("attributes of [actor.{}] need each other in a chain of more than {}",
                                       kind_.name, kMaxChain));
    here.broken = true;
    scope_.bind(node.key, Binding::of_broken());
    path.pop_back();
    return;
  }
  here.mark = Visited::Mark::open;
  const Node* value = node.is(Node::Kind::table) ? node.find("value") : &node;
  if (value != nullptr && value->is(Node::Kind::text)) {
    for (const std::string& name : mentioned_names(value->text)) {
      const auto other = visited.find(name);
      if (other != visited.end()) visit_attribute(*other->second.node, visited, path, ordered);
    }
  }
  if (!here.broken) ordered.push_back(&node);
  here.mark = Visited::Mark::done;
  path.pop_back();
}

void ActorReader::check_attribute_name(const Node& node) {
  if (is_identifier(node.key) && !is_reserved(node.key) && outer_->find(node.key) == nullptr) return;
  diagnostics_->error(node.key_at,
                      fmt::format("attribute `{}` of [actor.{}]: {}", node.key, kind_.name,
                                  !is_identifier(node.key) ? "expected letters, digits and underscores"
                                  : is_reserved(node.key)  ? "the name is taken by the language"
                                                           : "a parameter has the same name"));
}

void ActorReader::compile_attribute(const Node& attribute) {
  Program& program = model_->program;
  const std::string place = fmt::format("{}.attributes.{}", kind_.name, attribute.key);
  Expectation expected;
  expected.what = "an attribute's first value";
  const Node* value = &attribute;
  if (attribute.is(Node::Kind::table)) {  // { type = "time", value = "null" }
    Keys keys(attribute, fmt::format("attribute `{}`", attribute.key), *diagnostics_);
    value = keys.take("value");
    const Node* type = keys.take_text("type", "\"time\"");
    keys.finish();
    if (type != nullptr) {
      expected.exactly = parse_type(type->text);
      if (!expected.exactly) {
        diagnostics_->error(
            type->at,
            fmt::format("there is no type `{}`{}", type->text,
                        suggestion(type->text, {"bool", "int", "real", "text", "time", "date", "duration"})));
      }
    }
    if (value == nullptr || type == nullptr) {
      diagnostics_->error(attribute.at,
                          fmt::format("attribute `{}`: expected `type` and `value`", attribute.key));
      scope_.bind(attribute.key, Binding::of_broken());
      return;
    }
  }
  const auto compiled = compile_expression(*value, scope_, expected, place, program, *diagnostics_);
  if (!compiled) {
    scope_.bind(attribute.key, Binding::of_broken());
    return;
  }
  ExprType type = expected.exactly.value_or(compiled->type);
  if (type.kind == Kind::null) {
    diagnostics_->error(
        value->at,
        fmt::format("attribute `{0}` is null: say its type, {0} = {{ type = \"time\", value = \"null\" }}",
                    attribute.key));
    scope_.bind(attribute.key, Binding::of_broken());
    return;
  }
  Binding binding{type, compiled->slot, compiled->constant, ""};
  // A constant that is never set is no part of the actor's record, nor is another name for its number. One
  // for another attribute is: that one may change.
  if (assigned_.contains(attribute.key) || !(compiled->constant || compiled->slot == model_->index_slot)) {
    binding = {type, static_cast<Slot>(kind_.first_attribute + next_attribute(type)), false, ""};
    append_copy(program, binding.slot, compiled->slot);
  }
  attribute_bindings_[attribute.key] = binding;
  scope_.bind(attribute.key, binding);
}

// The number of one more that is stored.
std::uint16_t ActorReader::next_attribute(const ExprType& type) {
  const std::uint16_t number = kind_.attributes++;
  if (type.kind == Kind::text || type.kind == Kind::json || type.kind == Kind::uuid) {
    kind_.text_attributes.push_back(number);
  }
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
