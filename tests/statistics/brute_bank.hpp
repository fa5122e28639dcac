// The bank simulated user by user and tick by tick, with its own generator and arithmetic. The simulator,
// which skips ticks, is compared with it.
#pragma once
#include <array>
#include <cstdint>
#include <functional>
#include <vector>

#include "statistics/bank_chain.hpp"
#include "support/statistics.hpp"

namespace seedbed::test {

// The events of one user.
struct UserHistory {
  std::array<std::uint32_t, kBankTransitions> attempts{};
  std::uint32_t refused = 0;  // spending beyond the balance
  std::int64_t spent = 0;
  std::int64_t own_money = 0;  // the balance at the end without borrowed money
};

using Measure = std::function<double(const UserHistory&)>;

// Mean and variance of each measure over the users. Uses two threads.
[[nodiscard]] std::vector<Moments> simulate_bank(std::size_t users, std::size_t ticks, std::uint64_t seed,
                                                 const std::vector<Measure>& measures);

}  // namespace seedbed::test
