#include "model/compile/event_compiler.hpp"

#include <fmt/format.h>

#include <map>

#include "document/keys.hpp"
#include "expression/language/hints.hpp"
#include "model/compile/number_compiler.hpp"
#include "model/compile/row_compiler.hpp"

namespace seedbed::model {
namespace {

using Kind = ExprType::Kind;

Binding label_constant(Program& program, const Node& label) {
  switch (label.kind) {
    case Node::Kind::boolean:
      return {{Kind::boolean}, program.constant_slot(Value::of_integer(label.integer)), true, ""};
    case Node::Kind::integer:
      return {{Kind::integer}, program.constant_slot(Value::of_integer(label.integer)), true, ""};
    case Node::Kind::real: return {{Kind::real}, program.constant_slot(Value::of_real(label.real)), true, ""};
    default: return {{Kind::text}, program.constant_slot(program.fixed_text(label.text)), true, ""};
  }
}

}  // namespace

std::vector<const Node*> entries_of(const Node* table) {
  std::vector<const Node*> nodes;
  if (table == nullptr) return nodes;
  for (const Node& entry : table->items) nodes.push_back(&entry);
  return nodes;
}

Binding EventCompiler::text_constant(std::string_view text) const {
  return {{Kind::text}, model_.program.constant_slot(model_.program.fixed_text(text)), true, ""};
}

Scope EventCompiler::state_scope(std::uint16_t state) const {
  Scope scope(&attributes_.scope());
  scope.bind("now", {{Kind::time}, model_.now_slot, false, ""});
  scope.bind("state", text_constant(parts_.states[state]));
  for (const char* name : {"transition", "from", "to"}) {
    scope.bind(name, {{}, 0, false, fmt::format("`{}` is in scope in transitions only", name)});
  }
  for (const Node* label : parts_.state_parts[state].labels)
    scope.bind(label->key, label_constant(model_.program, *label));
  return scope;
}

Lets EventCompiler::compile_lets(const std::vector<const Node*>& lets, Scope& scope, const std::string& place,
                                 const std::string& where) {
  Program& program = model_.program;
  Lets result;
  for (const Node* let : lets) {
    if (!is_identifier(let->key) || is_reserved(let->key) || scope.find(let->key) != nullptr) {
      diagnostics_.error(let->key_at,
                         fmt::format("`let` {} of {}: {}", let->key, where,
                                     is_identifier(let->key)
                                         ? "the name is taken, by a label, a parameter, an attribute or the "
                                           "language"
                                         : "expected letters, digits and underscores"));
      result.emplace_back(let, Binding::of_broken());  // rows that use it need no error of their own
      continue;
    }
    Expectation any;
    any.what = "a value";
    const auto value =
        compile_expression(*let, scope, any, place + ".let." + let->key, program, diagnostics_);
    Binding binding = Binding::of_broken();
    if (value) {
      // Copy a plain name: `set` may change its value.
      Slot slot = value->slot;
      if (value->code.empty() && !value->constant)
        append_copy(program, slot = program.new_slot(), value->slot);
      binding = {value->type, slot, value->constant, ""};
    }
    scope.bind(let->key, binding);
    result.emplace_back(let, binding);
  }
  return result;
}

// Returns the attribute that `set` assigns to. Reports one that does not exist.
const Binding* EventCompiler::find_attribute(const Node& set, const std::string& where) {
  const auto target = attributes_.bindings().find(set.key);
  if (target != attributes_.bindings().end()) return &target->second;
  std::vector<std::string> names;
  for (const auto& [name, binding] : attributes_.bindings()) names.push_back(name);
  const Binding* known = attributes_.scope().find(set.key);
  if (known == nullptr || !known->broken) {
    diagnostics_.error(set.key_at, fmt::format("`set` of {}: there is no attribute `{}`{}", where, set.key,
                                               suggestion(set.key, names)));
  }
  return nullptr;
}

void EventCompiler::compile_set(const std::vector<const Node*>& sets, const Scope& scope, bool in_turn,
                                const std::string& place, const std::string& where) {
  Program& program = model_.program;
  std::vector<std::pair<Slot, Slot>> copies;
  for (const Node* set : sets) {
    const Binding* target = find_attribute(*set, where);
    if (target == nullptr) continue;
    Expectation expected;
    expected.exactly = target->type;
    expected.what =
        fmt::format("a value of the attribute's type, {}", type_name(target->type, scope.find_entities()));
    const auto value =
        compile_expression(*set, scope, expected, place + ".set." + set->key, program, diagnostics_);
    if (!value) continue;
    Slot slot = value->slot;
    if (value->code.empty() && !value->constant && !in_turn && sets.size() > 1) {
      append_copy(program, slot = program.new_slot(), value->slot);
    }
    if (in_turn) {
      append_copy(program, target->slot, slot);
    } else {
      copies.emplace_back(target->slot, slot);
    }
  }
  for (const auto& [to, from] : copies) append_copy(program, to, from);
}

Repeat EventCompiler::compile_each(const EachPart& part, const Scope& outer, const std::string& place,
                                   const std::string& where) {
  Program& program = model_.program;
  Repeat each;
  Expectation expected;
  expected.kinds = {Kind::integer};
  expected.what = "how many rounds there are, an int such as \"lines\"";
  if (part.times != nullptr) {
    const auto times =
        compile_expression(*part.times, outer, expected, place + ".times", program, diagnostics_);
    if (times) each.times = widened(*times, origin_of(*part.times, place + ".times"), program);
    if (each.times.constant && each.times.value > kMaxRounds) {
      diagnostics_.error(part.times->at, fmt::format("`times` of {} is {}, more than {}", where,
                                                     each.times.value, kMaxRounds));
    }
  }
  each.nth = program.new_slot();
  Scope scope(&outer);
  scope.bind("nth", {{Kind::integer}, each.nth, false, ""});
  each.code.begin = static_cast<std::uint32_t>(program.code.size());
  (void)compile_lets(entries_of(part.let), scope, place, where);
  compile_set(entries_of(part.set), scope, true, place, where);
  each.code.end = static_cast<std::uint32_t>(program.code.size());
  each.rows = compile_rows(part.emit, scope, place);
  return each;
}

std::vector<Emission> EventCompiler::compile_rows(const std::vector<RowsPart>& rows, const Scope& scope,
                                                  const std::string& place) {
  const bool used_before = attributes_.serial_used();
  attributes_.serial_used() = false;
  std::vector<Emission> result;
  std::map<std::size_t, int> nth;  // one `emit` may name a table more than once
  for (const RowsPart& row : rows) {
    const std::string here =
        fmt::format("{}.emit.{}.{}", place, tables_.at(row.table).name, nth[row.table]++);
    result.push_back(compile_emission(row, scope, here, parts_.partial, tables_, model_, diagnostics_));
  }
  serials_in_rows_ = serials_in_rows_ || attributes_.serial_used();
  attributes_.serial_used() = used_before;
  return result;
}

}  // namespace seedbed::model
