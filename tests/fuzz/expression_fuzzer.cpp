// Bytes as an expression: compiled in a small scope, for several places, and, where it compiles, evaluated
// twice. It gives the same both times, or an EvaluationError both times.
#include <cstdlib>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "expression/expression.hpp"
#include "expression/program/evaluator.hpp"
#include "fuzz/fuzzer.hpp"

namespace {

using namespace seedbed;
using namespace seedbed::model;
using Kind = ExprType::Kind;

Node node_of(std::string_view text) {
  Node node;
  node.kind = Node::Kind::text;
  node.key = "x";
  node.key_at = {1, 1};
  node.at = {1, 5};
  node.text_at = {1, 6};
  node.text = text;
  return node;
}

// Parameters (constants), attributes (of every type, some null) and a list each.
struct Names {
  Program program;
  Scope scope;
  SerialSource serials;
  std::map<std::string, std::string> owners{{"visit", "shop"}};  // of serial numbers: another kind's

  Names() {
    add("users", "int", Value::of_integer(10'000), true);
    add("share", "real", Value::of_real(0.25), true);
    add("gap", "duration", Value::of_integer(60'000'000), true);
    add("country", "text", program.fixed_text("US"), true);
    add("index", "int", Value::of_integer(7));
    add("now", "time", Value::of_integer(1'704'067'200'000'000));
    add("born", "date", Value::of_integer(19'723));
    add("paid", "bool", Value::of_integer(1));
    add("name", "text", program.fixed_text("Zo\xc3\xab O'Hara"));
    add("balance", "decimal(2)", Value::of_integer(12'345));
    add("data", "json", program.fixed_text("{}"));
    add("id", "uuid", program.fixed_text("0123456789abcdef"));
    add("speed", "rate", Value::of_real(1e-9));
    for (const char* type : {"bool", "int", "real", "text", "time", "date", "duration", "json"})
      add(std::string("no_") + type, type, Value::nothing());
    WordList words;
    words.words = {program.fixed_text("a"), program.fixed_text("b")};
    program.lists.push_back(words);
    scope.bind_list("device", 0);
    Binding refused;
    refused.refusal = "`arrival` is not in scope here";
    scope.bind("arrival", refused);
    serials.counters = {{"order", program.new_slot()}};
    serials.index = program.new_slot(Value::of_integer(7));
    serials.count = program.new_slot(Value::of_integer(10));
    serials.kind = "user";
    serials.owners = &owners;
    scope.bind_serials(serials);
  }

  void add(const std::string& name, const std::string& type, Value value, bool constant = false) {
    Binding binding;
    binding.type = *parse_type(type);
    binding.slot = program.new_slot(value);
    binding.constant = constant;
    scope.bind(name, binding);
  }
};

// The bytes of the value; nothing if it has none.
std::optional<std::string> evaluated(const Program& program, const Compiled& compiled) {
  Evaluator evaluator(program);
  evaluator.set_draw_context(1);
  try {
    evaluator.run(compiled.code);
  } catch (const EvaluationError&) {
    return std::nullopt;
  }
  const Value& value = evaluator.frame()[compiled.slot];
  if (value.null != 0) return "null";
  const Kind kind = compiled.type.kind;
  if (kind == Kind::text || kind == Kind::json || kind == Kind::uuid) return std::string(value.view());
  return std::string(reinterpret_cast<const char*>(&value.integer), sizeof value.integer);
}

void try_in_place(const Node& node, const Expectation& expected) {
  Names names;
  Diagnostics diagnostics("fuzz.toml");
  std::optional<Compiled> compiled;
  try {
    compiled = compile_expression(node, names.scope, expected, "fuzz.x", names.program, diagnostics);
  } catch (const Error&) {  // more slots than a frame has
    return;
  }
  (void)diagnostics.lines();
  if (compiled.has_value() == diagnostics.failed()) std::abort();
  if (compiled && evaluated(names.program, *compiled) != evaluated(names.program, *compiled)) std::abort();
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Node node = node_of({reinterpret_cast<const char*>(data), size});
  try_in_place(node, {});
  Expectation chance;
  chance.kinds = {Kind::real};
  chance.what = "a probability per tick, such as \"70%\"";
  chance.may_draw = false;
  chance.why_no_draw = "`chance` may not draw";
  try_in_place(node, chance);
  Expectation money;
  money.exactly = ExprType{Kind::decimal, 2, 0};
  try_in_place(node, money);
  return 0;
}
