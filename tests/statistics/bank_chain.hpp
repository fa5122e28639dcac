// The bank as a Markov chain, for exact expectations. Uses no code of the simulator.
#pragma once
#include <array>
#include <cstddef>
#include <string>

namespace seedbed::test {

enum BankState : std::size_t { kOffline, kOnline, kLoanScreen, kBankStates };
enum BankTransition : std::size_t {
  kIncome,
  kSpending,
  kLogin,
  kLogout,
  kOpen,
  kClose,
  kTake,
  kBankTransitions
};

struct ChainEdge {
  const char* name;
  BankState from;
  BankState to;
  double chance;  // per tick
};

// As in config/bank.toml. A user begins offline.
inline constexpr std::array<ChainEdge, kBankTransitions> kBank = {{
    {"income", kOffline, kOffline, 0.0001},
    {"spending", kOffline, kOffline, 0.001},
    {"login", kOffline, kOnline, 0.001},
    {"logout", kOnline, kOffline, 0.70},
    {"open_loan_screen", kOnline, kLoanScreen, 0.30},
    {"close_loan_screen", kLoanScreen, kOnline, 0.40},
    {"take_loan", kLoanScreen, kOnline, 0.10},
}};

// Weights for a sum over one user's attempts: each attempt adds the weight of its transition.
using Weights = std::array<double, kBankTransitions>;

// The number of attempts of the transition.
[[nodiscard]] Weights count_of(BankTransition transition);
// The attempts of the transition minus its share of all attempts from its state: 0 on average. This detects a
// wrong chance that does not change the counts: a user logs out as often as they log in, whatever the chance
// of `logout`.
[[nodiscard]] Weights surplus_of(BankTransition transition);

struct MeanAndVariance {
  double mean = 0;
  double variance = 0;
};

// Exact moments for one user over so many ticks: the distribution over the states is computed tick by tick,
// with the first and second moments of the sum.
[[nodiscard]] MeanAndVariance exact_moments(const Weights& weights, std::size_t ticks);

}  // namespace seedbed::test
