#include "simulation/calendar.hpp"

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "support/catch.hpp"

using namespace seedbed::model;

namespace {

std::vector<std::uint32_t> taken(Calendar& calendar, std::size_t window, std::uint32_t actors) {
  IndexSet set(actors);
  calendar.take(window, set);
  std::vector<std::uint32_t> list;
  set.drain(list);
  return list;
}

}  // namespace

TEST_CASE("an index set is drained in ascending order and is empty afterwards", "[simulate]") {
  std::minstd_rand random(1);
  for (const std::uint32_t size : {1U, 63U, 64U, 65U, 4095U, 4096U, 4097U, 100'000U}) {
    CAPTURE(size);
    IndexSet set(size);
    std::vector<std::uint32_t> list;
    set.drain(list);
    CHECK(list.empty());
    for (const std::size_t members : {1U, 2U, 50U, 5000U}) {
      std::set<std::uint32_t> expected = {0, size - 1};
      for (std::size_t i = 0; i < members; ++i) expected.insert(static_cast<std::uint32_t>(random()) % size);
      std::vector<std::uint32_t> shuffled(expected.begin(), expected.end());
      std::shuffle(shuffled.begin(), shuffled.end(), random);
      for (const std::uint32_t number : shuffled) set.insert(number);
      for (const std::uint32_t number : shuffled) set.insert(number);  // inserting twice is the same as once
      list.assign(1, 7);
      set.drain(list);  // appends
      REQUIRE(list.size() == expected.size() + 1);
      CHECK(std::equal(expected.begin(), expected.end(), list.begin() + 1));
      list.clear();
      set.drain(list);
      CHECK(list.empty());
    }
  }
}

TEST_CASE("a single member anywhere is found", "[simulate]") {
  IndexSet set(20'000);
  bool found = true;
  for (std::uint32_t number = 0; number < 20'000; number += 61) {
    std::vector<std::uint32_t> list;
    set.insert(number);
    set.drain(list);
    found = found && list == std::vector<std::uint32_t>{number};
  }
  CHECK(found);
}

TEST_CASE("a calendar returns each window's actors once", "[simulate]") {
  Calendar calendar(10);
  CHECK(taken(calendar, 3, 100).empty());
  calendar.add(3, 42);
  calendar.add(3, 7);
  calendar.add(9, 42);
  CHECK(taken(calendar, 3, 100) == std::vector<std::uint32_t>{7, 42});
  CHECK(taken(calendar, 3, 100).empty());
  CHECK(taken(calendar, 9, 100) == std::vector<std::uint32_t>{42});
}

TEST_CASE("a calendar of many actors over many windows, where each actor is added again when it is taken",
          "[simulate]") {
  constexpr std::uint32_t kActors = 1000;
  constexpr std::size_t kWindows = 200;
  std::minstd_rand random(5);
  Calendar calendar(kWindows);
  std::map<std::size_t, std::set<std::uint32_t>> expected;
  const auto file = [&](std::size_t window, std::uint32_t actor) {
    if (window >= kWindows) return;
    calendar.add(window, actor);
    expected[window].insert(actor);
  };
  for (std::uint32_t actor = 0; actor < kActors; ++actor) file(random() % 20, actor);
  bool same = true;
  std::size_t visits = 0;
  for (std::size_t window = 0; window < kWindows; ++window) {
    const auto list = taken(calendar, window, kActors);
    same = same && std::equal(list.begin(), list.end(), expected[window].begin(), expected[window].end());
    visits += list.size();
    for (const std::uint32_t actor : list) file(window + 1 + random() % 30, actor);
  }
  CHECK(same);
  CHECK(visits > 10 * kActors);
}
