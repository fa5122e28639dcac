#include "base/nearest.hpp"

#include <optional>
#include <string>
#include <vector>

#include "support/catch.hpp"

using seedbed::nearest;

namespace {

// The nearest name, or "" where none is near.
std::string found(const std::string& word, const std::vector<std::string>& candidates) {
  return nearest(word, candidates).value_or("");
}

}  // namespace

TEST_CASE("one edit away is near") {
  const std::vector<std::string> states = {"ad", "install", "session", "loan_screen"};
  CHECK(found("instal", states) == "install");           // deletion
  CHECK(found("sesssion", states) == "session");         // insertion
  CHECK(found("loan-screen", states) == "loan_screen");  // substitution
  CHECK(found("sesison", states) == "session");          // swap of neighbours
  CHECK(found("loanscren", states) == "loan_screen");
}

TEST_CASE("only what is near is named") {
  CHECK(found("balance", {"install", "session"}).empty());
  CHECK(found("", {"a", "install"}).empty());
  CHECK(found("x", {"y"}).empty());  // nothing of the word would be left
  CHECK(found("ab", {"cd"}).empty());
  CHECK(found("to", {"do"}) == "do");          // short words may differ in one place
  CHECK(found("abcdef", {"abcxyz"}).empty());  // 3 of 6
  CHECK(found("abcdef", {"abcdxy"}) == "abcdxy");
  CHECK(found("abc", {}).empty());
  CHECK(found("abc", {""}).empty());
}

TEST_CASE("case counts for nothing but an exact spelling wins") {
  CHECK(found("Install", {"install"}) == "install");
  CHECK(found("USER", {"user", "use"}) == "user");
  CHECK(found("Ad", {"ad", "Ad"}) == "Ad");
}

TEST_CASE("of equally near names the first is taken") {
  CHECK(found("tick", {"pick", "kick"}) == "pick");
  CHECK(found("tick", {"kick", "pick"}) == "kick");
  CHECK(found("tikc", {"tiks", "tick"}) == "tiks");
  CHECK(found("lognormal", {"normal", "lognorm"}) == "lognorm");
}

TEST_CASE("names beyond any sensible length are not compared") {
  const std::string long_name(100'000, 'x');
  CHECK(found(long_name, {long_name + "y"}).empty());
  CHECK(found("abc", {long_name, "abd"}) == "abd");
}
