#include "statistics/bank_chain.hpp"

namespace seedbed::test {

Weights count_of(BankTransition transition) {
  Weights weights{};
  weights[transition] = 1;
  return weights;
}

Weights surplus_of(BankTransition transition) {
  double sum = 0;
  for (const ChainEdge& edge : kBank) sum += edge.from == kBank[transition].from ? edge.chance : 0;
  Weights weights{};
  for (std::size_t e = 0; e < kBankTransitions; ++e) {
    if (kBank[e].from == kBank[transition].from) weights[e] = -kBank[transition].chance / sum;
  }
  weights[transition] += 1;
  return weights;
}

MeanAndVariance exact_moments(const Weights& weights, std::size_t ticks) {
  // P(S = s), E(F; S = s) and E(F²; S = s), where S is the state and F the sum so far.
  struct OfState {
    double probability = 0;
    double first = 0;
    double second = 0;
    void add(const OfState& from, double chance, double weight) {
      probability += chance * from.probability;
      first += chance * (from.first + weight * from.probability);
      second += chance * (from.second + 2 * weight * from.first + weight * weight * from.probability);
    }
  };
  std::array<OfState, kBankStates> now{};
  now[kOffline].probability = 1;
  for (std::size_t tick = 0; tick < ticks; ++tick) {
    std::array<OfState, kBankStates> next{};
    std::array<double, kBankStates> stay = {1, 1, 1};
    for (std::size_t e = 0; e < kBankTransitions; ++e) {
      next[kBank[e].to].add(now[kBank[e].from], kBank[e].chance, weights[e]);
      stay[kBank[e].from] -= kBank[e].chance;
    }
    for (std::size_t s = 0; s < kBankStates; ++s) next[s].add(now[s], stay[s], 0);
    now = next;
  }
  double mean = 0;
  double square = 0;
  for (const OfState& state : now) {
    mean += state.first;
    square += state.second;
  }
  return {mean, square - mean * mean};
}

}  // namespace seedbed::test
