#include "random/random.hpp"

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <functional>
#include <vector>

#include "support/catch.hpp"

namespace {

using namespace seedbed;

constexpr double kSigmas = 6;  // a normal deviate is beyond with 2e-9; thousands are looked at below

// The quantile of chi-square at 1 - 1e-6 (z = 4.753) or 1e-6 (z = -4.753); Wilson and Hilferty (1931).
double chi_square_limit(double degrees, double z) {
  const double scale = 2 / (9 * degrees);
  return degrees * std::pow(1 - scale + z * std::sqrt(scale), 3);
}

// Whether cells that should be equally likely are: neither too uneven nor too even.
bool is_uniform(const std::vector<std::uint64_t>& counts) {
  double total = 0;
  for (const std::uint64_t count : counts) total += static_cast<double>(count);
  const double expected = total / static_cast<double>(counts.size());
  double chi_square = 0;
  for (const std::uint64_t count : counts) {
    chi_square +=
        (static_cast<double>(count) - expected) * (static_cast<double>(count) - expected) / expected;
  }
  const double degrees = static_cast<double>(counts.size()) - 1;
  UNSCOPED_INFO("chi-square " << chi_square << ", degrees of freedom " << degrees);
  return chi_square < chi_square_limit(degrees, 4.753) && chi_square > chi_square_limit(degrees, -4.753);
}

bool is_half(std::uint64_t count, std::uint64_t of) {
  const double deviation = static_cast<double>(count) - static_cast<double>(of) / 2;
  return std::fabs(deviation) < kSigmas * std::sqrt(static_cast<double>(of)) / 2;
}

// An address of a draw, and the draw there.
struct Address {
  std::uint64_t seed = 1;
  std::uint64_t kind = draw_key("user", 0);
  std::uint64_t index = 0;
  std::uint64_t attempt = 0;
  std::uint64_t place = draw_key("user.session.pay", 0);
  [[nodiscard]] std::uint64_t draw() const {
    return draw_bits(draw_context(actor_key(seed, kind, index), attempt), place);
  }
};

// The ways in which two draws of a load are neighbours: the draw number n along each.
using Sequence = std::function<std::uint64_t(std::uint64_t)>;
struct NamedSequence {
  const char* name;
  Sequence draw;
};

const std::vector<NamedSequence>& sequences() {
  static const std::vector<NamedSequence> all = {
      {"seeds", [](std::uint64_t n) { return Address{.seed = n}.draw(); }},
      {"actors", [](std::uint64_t n) { return Address{.index = n}.draw(); }},
      {"attempts", [](std::uint64_t n) { return Address{.attempt = n}.draw(); }},
      {"draws at a place",
       [](std::uint64_t n) { return Address{.place = draw_key("user.session.pay", n)}.draw(); }},
      {"further bits of a draw",
       [](std::uint64_t n) {
         std::uint64_t bits = Address{.index = n / 8}.draw();
         for (std::uint64_t i = 0; i < n % 8; ++i) bits = next_bits(bits);
         return bits;
       }},
      {"two places", [](std::uint64_t n) {
         const std::uint64_t place = draw_key(n % 2 == 0 ? "user.a" : "user.b", 0);
         return Address{.index = n / 2, .place = place}.draw();
       }}};
  return all;
}

}  // namespace

TEST_CASE("the draws are what they were") {
  // Golden: another value here means that every data set of every user changes.
  CHECK(mix64(1) == 0x5692161d100b05e5);
  CHECK(draw_key("user.session.pay", 0) == 0x4b9a5ed77757b167);
  CHECK(Address{.seed = 42, .index = 7, .attempt = 3}.draw() == 0xd85891c5d908bf60);
}

TEST_CASE("every bit is set half the time") {
  constexpr std::uint64_t kDraws = 200'000;
  for (const auto& sequence : sequences()) {
    INFO(sequence.name);
    std::array<std::uint64_t, 64> set{};
    for (std::uint64_t n = 0; n < kDraws; ++n) {
      const std::uint64_t bits = sequence.draw(n);
      for (std::size_t bit = 0; bit < 64; ++bit) set[bit] += bits >> bit & 1;
    }
    for (const std::uint64_t count : set) CHECK(is_half(count, kDraws));
  }
}

TEST_CASE("each bit of an address changes each bit of the draw half the time") {
  constexpr std::uint64_t kAddresses = 2'000;
  const std::array<std::uint64_t Address::*, 5> parts = {&Address::seed, &Address::kind, &Address::index,
                                                         &Address::attempt, &Address::place};
  for (const auto part : parts) {
    for (int flipped = 0; flipped < 64; ++flipped) {
      std::array<std::uint64_t, 64> changed{};
      for (std::uint64_t n = 0; n < kAddresses; ++n) {
        Address address{.index = n, .attempt = n % 16};
        const std::uint64_t before = address.draw();
        address.*part ^= std::uint64_t{1} << flipped;
        const std::uint64_t change = before ^ address.draw();
        for (std::size_t bit = 0; bit < 64; ++bit) changed[bit] += change >> bit & 1;
      }
      bool half = true;
      for (const std::uint64_t count : changed) half = half && is_half(count, kAddresses);
      CHECK(half);
    }
  }
}

TEST_CASE("neighbouring draws know nothing of each other") {
  constexpr std::uint64_t kPairs = 300'000;
  for (const auto& sequence : sequences()) {
    INFO(sequence.name);
    std::vector<std::uint64_t> high_bits(std::size_t{16} * 16);
    std::vector<std::uint64_t> low_bits(std::size_t{16} * 16);
    double covariance = 0;
    std::uint64_t last = sequence.draw(0);
    for (std::uint64_t n = 1; n <= kPairs; ++n) {
      const std::uint64_t next = sequence.draw(n);
      ++high_bits[(last >> 60) * 16 + (next >> 60)];
      ++low_bits[last % 16 * 16 + next % 16];
      covariance += (unit_real(last) - 0.5) * (unit_real(next) - 0.5);
      last = next;
    }
    CHECK(is_uniform(high_bits));
    CHECK(is_uniform(low_bits));
    const double correlation = 12 * covariance / static_cast<double>(kPairs);
    CHECK(std::fabs(correlation) < kSigmas / std::sqrt(static_cast<double>(kPairs)));
  }
}

TEST_CASE("unit_real is uniform and stays in its range") {
  CHECK(unit_real(0) == 0);
  CHECK(unit_real(~std::uint64_t{0}) == 1 - 0x1p-53);
  CHECK(unit_real_above_zero(0) == 0x1p-53);
  CHECK(unit_real_above_zero(~std::uint64_t{0}) == 1);
  for (const auto& sequence : sequences()) {
    INFO(sequence.name);
    std::vector<std::uint64_t> counts(1'000);
    for (std::uint64_t n = 0; n < 500'000; ++n) {
      ++counts[static_cast<std::size_t>(unit_real(sequence.draw(n)) * static_cast<double>(counts.size()))];
    }
    CHECK(is_uniform(counts));
  }
}

TEST_CASE("bounded is uniform") {
  for (const std::uint64_t range : {2U, 3U, 7U, 10U, 64U, 100U, 1'000U}) {
    INFO(range);
    std::vector<std::uint64_t> counts(range);
    for (std::uint64_t n = 0; n < 300'000; ++n) ++counts[bounded(Address{.index = n}.draw(), range)];
    CHECK(is_uniform(counts));
  }
}

TEST_CASE("bounded has no bias where the range is no small part of 2^64") {
  // Two thirds of 2^64: without rejection, some thirds of the results would be twice as likely.
  const std::uint64_t range = std::uint64_t{0xaaaaaaaaaaaaaaaa};
  std::vector<std::uint64_t> counts(96);
  for (std::uint64_t n = 0; n < 300'000; ++n) {
    const std::uint64_t value = bounded(Address{.index = n}.draw(), range);
    REQUIRE(value < range);
    ++counts[value / (range / 96 + 1)];
  }
  CHECK(is_uniform(counts));
  // And the results' lowest digit in base 3, which a plain multiplication would skew.
  std::vector<std::uint64_t> digits(3);
  for (std::uint64_t n = 0; n < 300'000; ++n) ++digits[bounded(Address{.index = n}.draw(), range) % 3];
  CHECK(is_uniform(digits));
}

TEST_CASE("bounded at the ends of its domain") {
  CHECK(bounded(0, 1) == 0);
  CHECK(bounded(~std::uint64_t{0}, 1) == 0);
  CHECK(bounded(12345, 0) == 12345);
  CHECK(bounded(~std::uint64_t{0}, ~std::uint64_t{0}) == ~std::uint64_t{0} - 1);
}

TEST_CASE("the test of uniformity can fail") {
  std::vector<std::uint64_t> counts(10, 100'000);
  CHECK_FALSE(is_uniform(counts));  // too even to be true
  counts[3] += 3'000;
  CHECK_FALSE(is_uniform(counts));
}
