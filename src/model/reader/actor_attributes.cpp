// An actor's attributes: put in the order in which they need each other, and compiled.
#include <fmt/format.h>

#include <algorithm>

#include "model/reader/actor_reader.hpp"

namespace seedbed::model {
namespace {

using Kind = ExprType::Kind;

}  // namespace

void ActorReader::read_attributes(const Node* attributes) {
  scope_.bind("index", {{Kind::integer}, model_->index_slot, false, ""});
  for (const char* name : {"now", "transition", "from", "to", "state"}) {
    scope_.bind(name, {{}, 0, false, fmt::format("`{}` is not in scope here", name)});
  }
  scope_.bind("arrival",
              {{},
               0,
               false,
               "`arrival` is part of the model language, but this version of seedbed does not run it yet"});
  std::vector<const Node*> ordered;
  if (attributes != nullptr) order_attributes(*attributes, ordered);
  const auto begin = static_cast<std::uint32_t>(model_->program.code.size());
  // The stored ones stand side by side in the frame: their slots come first, then their code.
  kind_.first_attribute = static_cast<Slot>(model_->program.frame.size());
  for (std::size_t i = 0; i < ordered.size(); ++i) (void)model_->program.new_slot();
  for (const Node* attribute : ordered) compile_attribute(*attribute);
  kind_.attribute_code = {begin, static_cast<std::uint32_t>(model_->program.code.size())};
}

// Depth first by the names that each mentions, so that every attribute comes after those it uses.
void ActorReader::order_attributes(const Node& attributes, std::vector<const Node*>& ordered) {
  std::map<std::string, Visited, std::less<>> visited;
  for (const Node& node : attributes.items) {
    visited[node.key].node = &node;
    if (is_identifier(node.key) && !is_reserved(node.key) && outer_->find(node.key) == nullptr) continue;
    diagnostics_->error(node.key_at,
                        fmt::format("attribute `{}` of [actor.{}]: {}", node.key, kind_.name,
                                    !is_identifier(node.key) ? "expected letters, digits and underscores"
                                    : is_reserved(node.key)  ? "the name is taken by the language"
                                                             : "a parameter has the same name"));
  }
  std::vector<const Node*> path;
  for (const Node& node : attributes.items) visit_attribute(node, visited, path, ordered);
}

void ActorReader::visit_attribute(const Node& node, std::map<std::string, Visited, std::less<>>& visited,
                                  std::vector<const Node*>& path, std::vector<const Node*>& ordered) {
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
      if (!expected.exactly)
        diagnostics_->error(
            type->at,
            fmt::format("there is no type `{}`{}", type->text,
                        suggestion(type->text, {"bool", "int", "real", "text", "time", "date", "duration"})));
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
    const std::uint16_t number = kind_.attributes++;
    binding = {type, static_cast<Slot>(kind_.first_attribute + number), false, ""};
    if (type.kind == Kind::text || type.kind == Kind::json || type.kind == Kind::uuid)
      kind_.text_attributes.push_back(number);
    append_copy(program, binding.slot, compiled->slot);
  }
  attribute_bindings_[attribute.key] = binding;
  scope_.bind(attribute.key, binding);
}

}  // namespace seedbed::model
