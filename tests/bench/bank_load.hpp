// The bank model through the engine, as `seedbed load bank` runs it.
#pragma once
#include <cstddef>
#include <cstdint>

#include "pipeline/load.hpp"
#include "sink/target.hpp"

namespace seedbed::bench {

struct BankSpec {
  std::uint32_t users = 10'000;
  std::uint32_t days = 30;
  std::uint64_t seed = 1;
  std::size_t threads = 1;
};

inline constexpr std::uint32_t kTicksPerDay = 24 * 60;

// Into `target`, without secondary indexes. Reading the model is no part of LoadResult::seconds.
[[nodiscard]] LoadResult load_bank(const BankSpec& spec, Target& target);

}  // namespace seedbed::bench
