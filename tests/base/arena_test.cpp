#include "base/arena.hpp"

#include <string>
#include <string_view>
#include <vector>

#include "support/catch.hpp"

using seedbed::Arena;

TEST_CASE("what an arena copied stays where it is until reset") {
  Arena arena;
  CHECK(arena.empty());
  std::vector<std::string> originals;
  std::vector<std::string_view> copies;
  for (std::size_t i = 0; i < 2'000; ++i) {
    originals.push_back(std::string(i % 997, static_cast<char>('a' + i % 26)));
    copies.push_back(arena.copy(originals.back()));
  }
  bool same = true;
  for (std::size_t i = 0; i < copies.size(); ++i) same = same && copies[i] == originals[i];
  CHECK(same);
  CHECK_FALSE(arena.empty());
  arena.reset();
  CHECK(arena.empty());
}

TEST_CASE("an arena takes what is larger than its chunks") {
  Arena arena;
  const std::string large(1'000'000, 'x');
  const std::string_view small = arena.copy("small");
  const std::string_view copy = arena.copy(large);
  CHECK(copy == large);
  CHECK(small == "small");
  arena.reset();
  CHECK(arena.copy("again") == "again");
  CHECK(arena.copy("").empty());
}
