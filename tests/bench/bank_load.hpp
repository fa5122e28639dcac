// Loads the bank model, as `seedbed load bank` does.
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

// Loads into `target`, without secondary indexes. LoadResult::seconds does not include reading the model.
[[nodiscard]] LoadResult load_bank(const BankSpec& spec, Target& target);

}  // namespace seedbed::bench
