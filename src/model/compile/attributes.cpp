#include "model/compile/attributes.hpp"

#include <fmt/format.h>

#include <map>

#include "document/keys.hpp"
#include "expression/language/mentions.hpp"

namespace seedbed::model {
namespace {

using Kind = ExprType::Kind;

// A longer chain of attributes that need each other is likely a mistake, and the recursion must be bounded.
constexpr std::size_t kMaxChain = 1000;

std::vector<std::string> names_in(const Node& attribute, const Scope& scope) {
  const Node* value = expression_of(attribute);
  if (value == nullptr || !value->is(Node::Kind::text)) return {};
  return mentions_in(value->text, scope.find_entities()).names;
}

// Sorts depth first, by the names that each attribute mentions.
class Sorter {
 public:
  Sorter(const std::vector<const Node*>& attributes, std::string_view where, Scope& scope,
         Diagnostics& diagnostics)
      : where_(where), scope_(scope), diagnostics_(diagnostics) {
    for (const Node* node : attributes) visited_[node->key].node = node;
    for (const Node* node : attributes) visit(*node);
  }
  [[nodiscard]] std::vector<const Node*> take() { return std::move(ordered_); }

 private:
  struct Visited {
    enum class Mark : char { none, open, done };
    const Node* node = nullptr;
    Mark mark = Mark::none;
    bool broken = false;
  };

  void visit(const Node& node) {
    Visited& here = visited_[node.key];
    if (here.mark == Visited::Mark::done) return;
    path_.push_back(&node);
    if (here.mark == Visited::Mark::open || path_.size() > kMaxChain) {
      report(node, here.mark == Visited::Mark::open);
      here.broken = true;
      scope_.bind(node.key, Binding::of_broken());
    } else {
      here.mark = Visited::Mark::open;
      for (const std::string& name : names_in(node, scope_)) {
        const auto other = visited_.find(name);
        if (other != visited_.end()) visit(*other->second.node);
      }
      if (!here.broken) ordered_.push_back(&node);
      here.mark = Visited::Mark::done;
    }
    path_.pop_back();
  }

  void report(const Node& node, bool circle) {
    std::string names;
    for (const Node* step : path_) names += (names.empty() ? "" : " -> ") + step->key;
    diagnostics_.error(node.key_at,
                       circle ? fmt::format("attributes of {} go round in a circle: {}", where_, names)
                              : fmt::format("attributes of {} need each other in a chain of more than {}",
                                            where_, kMaxChain));
  }

  std::string_view where_;
  Scope& scope_;
  Diagnostics& diagnostics_;
  std::map<std::string, Visited, std::less<>> visited_;
  std::vector<const Node*> path_;
  std::vector<const Node*> ordered_;
};

// The type in { type = …, value = … }. Reports one that does not exist.
std::optional<ExprType> stated_type(const Node& type, const Scope& scope, Diagnostics& diagnostics) {
  if (const auto plain = parse_type(type.text)) return plain;
  const EntityNames* entities = scope.find_entities();
  if (entities != nullptr) {
    if (const auto entity = find_entity(*entities, type.text)) return ExprType{Kind::reference, 0, *entity};
  }
  std::vector<std::string> names = {"bool", "int", "real", "text", "time", "date", "duration"};
  if (entities != nullptr) {
    for (const EntityInfo& entity : *entities) names.push_back(entity.name);
  }
  diagnostics.error(type.at, fmt::format("there is no type `{}`{}", type.text, suggestion(type.text, names)));
  return std::nullopt;
}

}  // namespace

std::vector<const Node*> in_order_of_need(const std::vector<const Node*>& attributes, std::string_view where,
                                          Scope& scope, Diagnostics& diagnostics) {
  return Sorter(attributes, where, scope, diagnostics).take();
}

std::set<const Node*> dependents(const std::vector<const Node*>& ordered, const Node& first,
                                 const Scope& scope) {
  std::set<const Node*> result = {&first};
  std::set<std::string> names = {first.key};
  for (const Node* node : ordered) {
    for (const std::string& name : names_in(*node, scope)) {
      if (!names.contains(name)) continue;
      result.insert(node);
      names.insert(node->key);
      break;
    }
  }
  return result;
}

const Node* expression_of(const Node& attribute) {
  return attribute.is(Node::Kind::table) ? attribute.find("value") : &attribute;
}

std::optional<Compiled> compile_first_value(const Node& attribute, const Scope& scope,
                                            const std::string& place, Program& program,
                                            Diagnostics& diagnostics) {
  Expectation expected;
  expected.what = "an attribute's first value";
  if (attribute.is(Node::Kind::table)) {
    Keys keys(attribute, fmt::format("attribute `{}`", attribute.key), diagnostics);
    const Node* value = keys.take("value");
    const Node* type = keys.take_text("type", "\"time\"");
    keys.finish();
    if (value == nullptr || type == nullptr) {
      diagnostics.error(attribute.at,
                        fmt::format("attribute `{}`: expected `type` and `value`", attribute.key));
      return std::nullopt;
    }
    expected.exactly = stated_type(*type, scope, diagnostics);
    if (!expected.exactly) return std::nullopt;
    expected.what =
        fmt::format("a first value of the type {}", type_name(*expected.exactly, scope.find_entities()));
  }
  const Node* value = expression_of(attribute);
  auto compiled = compile_expression(*value, scope, expected, place, program, diagnostics);
  if (!compiled) return std::nullopt;
  if (expected.exactly) compiled->type = *expected.exactly;
  if (compiled->type.kind != Kind::null) return compiled;
  diagnostics.error(
      value->at,
      fmt::format("attribute `{0}` is null: say its type, {0} = {{ type = \"time\", value = \"null\" }}",
                  attribute.key));
  return std::nullopt;
}

void check_attribute_name(const Node& attribute, std::string_view where, const Scope& outer,
                          Diagnostics& diagnostics) {
  const bool identifier = is_identifier(attribute.key);
  const bool reserved = is_reserved(attribute.key);
  if (identifier && !reserved && outer.find(attribute.key) == nullptr) return;
  diagnostics.error(attribute.key_at, fmt::format("attribute `{}` of {}: {}", attribute.key, where,
                                                  !identifier ? "expected letters, digits and underscores"
                                                  : reserved  ? "the name is taken by the language"
                                                              : "a parameter has the same name"));
}

}  // namespace seedbed::model
