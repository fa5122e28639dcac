// The bank, user by user and tick by tick, with a generator and arithmetic of its own: what the engine's
// jumps are compared with.
#pragma once
#include <array>
#include <cstdint>
#include <functional>
#include <vector>

#include "pipeline/bank_chain.hpp"
#include "support/statistics.hpp"

namespace seedbed::test {

// What one user did.
struct UserHistory {
  std::array<std::uint32_t, kBankTransitions> attempts{};
  std::uint32_t refused = 0;  // spending beyond the balance
  std::int64_t spent = 0;
  std::int64_t own_money = 0;  // the balance at the end without what was borrowed
};

using Measure = std::function<double(const UserHistory&)>;

// Mean and variance over the users of each measure. Uses two threads.
[[nodiscard]] std::vector<Moments> simulate_bank(std::size_t users, std::size_t ticks, std::uint64_t seed,
                                                 const std::vector<Measure>& measures);

}  // namespace seedbed::test
