// Addressed randomness: a draw is a pure function of its address, never of what was drawn before.
//
// The address is (seed, actor kind, actor index, attempt, place in the model, number of the draw there).
// Seed, kind and index make an actor's key; key and attempt make a context; a context and the key of a place
// make the 64 random bits. Adding a place or an actor thereby changes no other draw.
//
// The finaliser is variant 13 of David Stafford, "Better Bit Mixing" (2011), the one of SplitMix64 (Steele,
// Lea, Flood, "Fast Splittable Pseudorandom Number Generators", 2014).
#pragma once
#include <cstdint>
#include <string_view>

namespace seedbed {

inline constexpr std::uint64_t kGoldenGamma = 0x9e3779b97f4a7c15U;  // 2^64 divided by the golden ratio, odd

[[nodiscard]] constexpr std::uint64_t mix64(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9U;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebU;
  return x ^ (x >> 31);
}

// The key of a place in the model, from its name; of draws there, numbered from 0.
[[nodiscard]] std::uint64_t draw_key(std::string_view place, std::uint64_t number);

[[nodiscard]] constexpr std::uint64_t actor_key(std::uint64_t seed, std::uint64_t kind_key,
                                                std::uint64_t index) {
  return mix64(mix64(mix64(seed + kGoldenGamma) ^ kind_key) + index * kGoldenGamma);
}

[[nodiscard]] constexpr std::uint64_t draw_context(std::uint64_t actor, std::uint64_t attempt) {
  return mix64(actor + attempt * kGoldenGamma);
}

// 64 uniform random bits.
[[nodiscard]] constexpr std::uint64_t draw_bits(std::uint64_t context, std::uint64_t place) {
  return mix64(context ^ place);
}

// The next 64 bits at the same address, for a draw that needs more than one.
[[nodiscard]] constexpr std::uint64_t next_bits(std::uint64_t bits) { return mix64(bits + kGoldenGamma); }

// Uniform in [0, 1), a multiple of 2^-53.
[[nodiscard]] constexpr double unit_real(std::uint64_t bits) {
  return static_cast<double>(bits >> 11) * 0x1p-53;
}

// Uniform in (0, 1], a multiple of 2^-53: for logarithms.
[[nodiscard]] constexpr double unit_real_above_zero(std::uint64_t bits) {
  return static_cast<double>((bits >> 11) + 1) * 0x1p-53;
}

// Uniform in [0, range), without bias; range 0 means 2^64. Lemire, "Fast Random Integer Generation in an
// Interval" (2019).
[[nodiscard]] constexpr std::uint64_t bounded(std::uint64_t bits, std::uint64_t range) {
  if (range == 0) return bits;
  __extension__ using Wide = unsigned __int128;
  Wide product = static_cast<Wide>(bits) * range;
  if (static_cast<std::uint64_t>(product) < range) {
    const std::uint64_t threshold = (0 - range) % range;
    while (static_cast<std::uint64_t>(product) < threshold) {
      bits = next_bits(bits);
      product = static_cast<Wide>(bits) * range;
    }
  }
  return static_cast<std::uint64_t>(product >> 64);
}

}  // namespace seedbed
