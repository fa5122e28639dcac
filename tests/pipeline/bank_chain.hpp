// The bank as a Markov chain, for exact expectations: nothing here comes from the engine.
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

// A sum of one user's attempts, each transition's times its weight.
using Weights = std::array<double, kBankTransitions>;

// How often the transition is attempted.
[[nodiscard]] Weights count_of(BankTransition transition);
// How often it is attempted beyond its share of all attempts from its state: 0 on average. A chance that is
// wrong but leaves the counts as they are shows here: a user logs out as often as they log in, whatever
// `logout`'s chance.
[[nodiscard]] Weights surplus_of(BankTransition transition);

struct MeanAndVariance {
  double mean = 0;
  double variance = 0;
};

// Exact, for one user over so many ticks: the distribution over the states is carried from tick to tick, and
// with it the first and second moments of the sum.
[[nodiscard]] MeanAndVariance exact_moments(const Weights& weights, std::size_t ticks);

}  // namespace seedbed::test
