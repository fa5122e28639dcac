#include "document/document.hpp"

#include <string>
#include <vector>

#include "document/diagnostics.hpp"
#include "support/catch.hpp"

namespace seedbed::model {
namespace {

std::vector<std::string> keys(const Node& table) {
  std::vector<std::string> result;
  for (const Node& item : table.items) result.push_back(item.key);
  return result;
}

std::string failure(const std::string& text) {
  try {
    (void)parse_document(text, "m.toml");
  } catch (const ModelError& e) {
    CHECK(e.failure() == Failure::usage);
    return e.what();
  }
  return "it parsed";
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("tables keep the order of the file") {
  const Node root = parse_document(
      "zebra = 1\napple = { z = 1, a = 2, 'm' = 3 }\n[b.y]\nq = 1\n[[list]]\nn = 1\n[b.x]\n[a]\n[[list]]\nn "
      "= 2\n"
      "[c]\nz.b = 1\nk = 1\nz.a = 2\n",
      "m.toml");
  CHECK(keys(root) == std::vector<std::string>{"zebra", "apple", "b", "list", "a", "c"});
  CHECK(keys(*root.find("apple")) == std::vector<std::string>{"z", "a", "m"});
  CHECK(keys(*root.find("b")) == std::vector<std::string>{"y", "x"});
  CHECK(keys(*root.find("c")) == std::vector<std::string>{"z", "k"});
  CHECK(keys(*root.find("c")->find("z")) == std::vector<std::string>{"b", "a"});
  REQUIRE(root.find("list")->is(Node::Kind::array));
  CHECK(root.find("list")->items.size() == 2);
  CHECK(root.find("list")->items[1].find("n")->integer == 2);
  CHECK(root.find("nothing") == nullptr);
}

TEST_CASE("every kind of value, with times in UTC") {
  const Node root = parse_document(
      "b = true\ni = -9_223_372_036_854_775_808\nr = 2.5\nt = 'x'\nz = 1970-01-01T00:00:01.5Z\n"
      "o = 1970-01-01T02:00:00+02:00\nl = 1970-01-01T00:00:02\nd = 1970-01-03\nc = 12:00:00\na = [1, "
      "'two']\n",
      "m.toml");
  CHECK(root.find("b")->is(Node::Kind::boolean));
  CHECK(root.find("b")->integer == 1);
  CHECK(root.find("i")->integer == -9223372036854775807 - 1);
  CHECK(root.find("r")->real == 2.5);
  CHECK(root.find("t")->text == "x");
  CHECK(root.find("z")->is(Node::Kind::time));
  CHECK(root.find("z")->integer == 1'500'000);
  CHECK(root.find("o")->integer == 0);
  CHECK(root.find("l")->integer == 2'000'000);
  CHECK(root.find("d")->is(Node::Kind::date));
  CHECK(root.find("d")->integer == 2);
  CHECK(root.find("c")->is(Node::Kind::other));
  CHECK(root.find("a")->items[1].text == "two");
}

TEST_CASE("keys, values and the first characters of texts know where they stand") {
  const Node root = parse_document(
      "# ä comment\nkey   = \"text\"\n  'ü' = 'y'\nthree = \"\"\"abc\"\"\"\nnext = '''\nabc'''\nn = 42\n"
      "t = { 'ü' = \"x\" }\n",
      "m.toml");
  const auto check = [&](const Node& node, Location key, Location text) {
    INFO(node.key);
    CHECK(node.key_at.line == key.line);
    CHECK(node.key_at.column == key.column);
    CHECK(node.text_at.line == text.line);
    CHECK(node.text_at.column == text.column);
  };
  check(*root.find("key"), {2, 1}, {2, 10});
  check(*root.find("ü"), {3, 3}, {3, 10});
  check(*root.find("three"), {4, 1}, {4, 12});
  check(*root.find("next"), {5, 1}, {6, 1});
  CHECK(root.find("n")->at.line == 7);
  CHECK(root.find("n")->at.column == 5);
}

TEST_CASE("what is no TOML names its line and column") {
  CHECK(contains(failure("a = 1\nb = = 2\n"), "m.toml:2:5: error: "));
  CHECK(contains(failure("a = 1\na = 2\n"), "m.toml:2:"));
  CHECK(contains(failure("a = \"\xff\"\n"), "m.toml:1:"));
  CHECK(contains(failure("a = 9223372036854775808\n"), "m.toml:1:"));
  CHECK(contains(failure("a = \"open\nb = 1\n"), "m.toml:1:"));
}

TEST_CASE("an expression without quotes gets the line as it should be") {
  CHECK(contains(failure("[s]\nstay = 30s\n"), "m.toml:2:"));
  CHECK(contains(failure("[s]\nstay = 30s  # half a minute\n"),
                 "expressions stand in quotes: write stay = \"30s\""));
  CHECK(contains(failure("balance = uniform_int(0, 999)\n"), "write balance = \"uniform_int(0, 999)\""));
  CHECK_FALSE(contains(failure("a = \"open\n"), "expressions stand in quotes"));
}

TEST_CASE("pathological nesting is refused, not crashed on") {
  CHECK(contains(failure("a = " + std::string(100'000, '[')), "m.toml:1:"));
  std::string dots = "a";
  for (int i = 0; i < 100'000; ++i) dots += ".a";
  CHECK(contains(failure("\n" + dots + " = 1\n"), "m.toml:2:1: error: a key of more than 64 parts"));
  CHECK(contains(failure("[" + dots + "]\n"), "a key of more than 64 parts"));
  CHECK(failure("a = \"" + dots + "\"\nb = '" + dots + "'\nc = \"\"\"" + dots + "\"\"\"\n# " + dots + "\n") ==
        "it parsed");
}

TEST_CASE("messages come in the order of the file, warnings among them") {
  Diagnostics diagnostics("m.toml");
  diagnostics.error({3, 1}, "c");
  diagnostics.warning({2, 9}, "b");
  diagnostics.error({2, 1}, "a");
  CHECK(diagnostics.failed());
  CHECK(diagnostics.errors() == 2);
  CHECK(diagnostics.lines() ==
        std::vector<std::string>{"m.toml:2:1: error: a", "m.toml:2:9: warning: b", "m.toml:3:1: error: c"});
  CHECK(diagnostics.warning_lines() == std::vector<std::string>{"m.toml:2:9: warning: b"});
  CHECK(std::string(ModelError(diagnostics).what()) ==
        "m.toml:2:1: error: a\nm.toml:2:9: warning: b\nm.toml:3:1: error: c");
}

}  // namespace seedbed::model
