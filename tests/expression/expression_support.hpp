// Compiles and runs single expressions for the tests of the expression language.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "expression/expression.hpp"
#include "expression/program/evaluator.hpp"

namespace seedbed::model::test {

inline Node text_node(const std::string& text) {
  Node node;
  node.kind = Node::Kind::text;
  node.key = "x";
  node.key_at = {1, 1};
  node.at = {1, 5};
  node.text_at = {1, 6};  // x = "…"
  node.text = text;
  return node;
}

// A scope of names with values, and everything that an expression needs around it.
struct Bench {
  Program program;
  Scope scope;
  Diagnostics diagnostics{"m.toml"};
  Expectation expected;
  std::string place = "test.x";

  void bind(const std::string& name, const std::string& type, Value value, bool constant = false) {
    scope.bind(name, {*parse_type(type), program.new_slot(value), constant, ""});
  }
  void bind_text(const std::string& name, const std::string& text) {
    bind(name, "text", program.fixed_text(text));
  }
  std::optional<Compiled> compile(const std::string& text) {
    return compile_expression(text_node(text), scope, expected, place, program, diagnostics);
  }
  std::optional<Compiled> compile(const Node& node) {
    return compile_expression(node, scope, expected, place, program, diagnostics);
  }
  // The messages of an expression that does not compile, without the file's name.
  std::vector<std::string> errors(const std::string& text) { return errors(text_node(text)); }
  std::vector<std::string> errors(const Node& node) {
    Diagnostics own{"m.toml"};
    const bool compiled = compile_expression(node, scope, expected, place, program, own).has_value();
    std::vector<std::string> lines;
    for (const std::string& line : own.lines()) lines.push_back(line.substr(std::string("m.toml:").size()));
    if (compiled) lines.emplace_back("it compiled");
    return lines;
  }
};

// What an expression gives, as people would write it: "int 3", "null int", "text 'a'".
std::string result_of(Bench& bench, const std::string& text, std::uint64_t context = 1);
inline std::string result_of(const std::string& text) {
  Bench bench;
  return result_of(bench, text);
}

}  // namespace seedbed::model::test
