// The bank's transitions against the exact Markov chain and against a brute-force simulation.
//
// Users are independent of each other, so a sum over 80,000 of them is practically normal: its deviation from
// the expectation, squared and divided by its variance, is chi-square with one degree of freedom. For the
// chain, mean and variance are exact. The brute-force simulation has as many users; the variance is measured
// on them, and the difference of the two means has twice that variance. A transition is tested by its number
// of attempts and by its share of the attempts from its state (see bank_chain.hpp for the reason). The test
// rejects if one of the two does, at 1e-6.
//
// Each transition has a control: the simulator runs a bank in which the chance is wrong by 2%, and the same
// test must reject. With 250,000 attempts, 2% is about ten standard deviations against the chain and seven
// against brute force; 4.9 reject.
#include <algorithm>
#include <map>

#include "statistics/bank_chain.hpp"
#include "statistics/brute_bank.hpp"
#include "support/batch_target.hpp"
#include "support/catch.hpp"
#include "support/run_model.hpp"
#include "support/statistics.hpp"

using namespace seedbed;
using namespace seedbed::test;

namespace {

constexpr std::size_t kUsers = 80'000;
constexpr std::size_t kTicks = 30 * 24 * 60;
constexpr std::uint64_t kEnough = 250'000;

struct Replacement {
  std::string from;
  std::string to;
};
using Change = std::vector<Replacement>;

struct EngineRun {
  std::array<double, kBankTransitions> attempts{};
  double fired_spending = 0;
  double refused_spending = 0;
  double spent = 0;
  double own_money = 0;
};

EngineRun run_engine(const Change& change) {
  RunSpec spec;
  spec.model = bundled_model("bank");
  for (const Replacement& part : change) spec.model = replaced(spec.model, part.from, part.to);
  spec.set = {{"users", std::to_string(kUsers)}};
  spec.threads = 2;
  EngineRun sums;
  std::int64_t spent = 0;
  std::int64_t own_money = 0;
  const auto sum = [](std::int64_t& to, const Batch& batch, std::size_t column, std::int64_t sign) {
    for (const std::uint64_t word : batch.words(column)) to += sign * static_cast<std::int64_t>(word);
  };
  TargetCalls calls;
  const auto target = make_batch_target(calls, [&](std::size_t, const Batch& batch) {
    if (batch.table().name == "trx") sum(spent, batch, 1, 1);
    if (batch.table().name == "account") {
      sum(own_money, batch, 1, 1);
      sum(own_money, batch, 2, -1);
    }
  });
  const RunResult result = run(spec, *target);
  for (std::size_t t = 0; t < kBankTransitions; ++t) {
    sums.attempts[t] =
        static_cast<double>(result.fired("user", kBank[t].name) + result.refused("user", kBank[t].name));
  }
  sums.fired_spending = static_cast<double>(result.fired("user", "spending"));
  sums.refused_spending = static_cast<double>(result.refused("user", "spending"));
  sums.spent = static_cast<double>(spent);
  sums.own_money = static_cast<double>(own_money);
  return sums;
}

double weighted(const Weights& weights, const auto& attempts) {
  double sum = 0;
  for (std::size_t t = 0; t < kBankTransitions; ++t) sum += weights[t] * static_cast<double>(attempts[t]);
  return sum;
}

// The smaller of the two tests' p-values.
double against_chain(const EngineRun& engine, BankTransition transition) {
  double p = 1;
  for (const Weights& weights : {count_of(transition), surplus_of(transition)}) {
    const MeanAndVariance exact = exact_moments(weights, kTicks);
    const double deviation = weighted(weights, engine.attempts) - exact.mean * kUsers;
    p = std::min(p, chi_square_tail(deviation * deviation / (exact.variance * kUsers), 1));
  }
  return p;
}

// Measures of the brute-force users: two sums per transition, then spending and money.
class BruteForce {
 public:
  enum Money : std::size_t { kFired = 2 * kBankTransitions, kRefused, kSpent, kOwn };

  BruteForce() {
    std::vector<Measure> measures;
    for (std::size_t t = 0; t < kBankTransitions; ++t) {
      for (const Weights& weights : {count_of(BankTransition(t)), surplus_of(BankTransition(t))}) {
        measures.emplace_back(
            [weights](const UserHistory& user) { return weighted(weights, user.attempts); });
      }
    }
    measures.emplace_back(
        [](const UserHistory& u) { return double(u.attempts[kSpending]) - double(u.refused); });
    measures.emplace_back([](const UserHistory& u) { return double(u.refused); });
    measures.emplace_back([](const UserHistory& u) { return double(u.spent); });
    measures.emplace_back([](const UserHistory& u) { return double(u.own_money); });
    moments_ = simulate_bank(kUsers, kTicks, 4711, measures);
  }
  [[nodiscard]] double transition(const EngineRun& engine, BankTransition transition) const {
    return std::min(p_of(weighted(count_of(transition), engine.attempts), 2 * transition),
                    p_of(weighted(surplus_of(transition), engine.attempts), 2 * transition + 1));
  }
  // The p-value of a sum over the simulator's users.
  [[nodiscard]] double p_of(double sum, std::size_t measure) const {
    const Moments& brute = moments_[measure];
    const double users = kUsers;
    const double deviation = sum / users - brute.mean();
    return chi_square_tail(
        deviation * deviation / (brute.variance() * (1 / users + 1 / double(brute.count()))), 1);
  }
  [[nodiscard]] double attempts(BankTransition transition) const {
    return moments_[2 * transition].mean() * kUsers;
  }

 private:
  std::vector<Moments> moments_;
};

// Banks in which the chance of one transition is wrong by 2%; of two, where the sum would exceed 100%.
const std::vector<std::pair<std::vector<BankTransition>, Change>>& controls() {
  static const std::vector<std::pair<std::vector<BankTransition>, Change>> all = {
      {{kIncome}, {{"\"0.01%\"", "\"0.0102%\""}}},
      {{kSpending},
       {{"name   = \"spending\"\nfrom   = \"offline\"\nchance = \"0.1%\"",
         "name   = \"spending\"\nfrom   = \"offline\"\nchance = \"0.102%\""}}},
      {{kLogin}, {{"to     = \"online\"\nchance = \"0.1%\"", "to     = \"online\"\nchance = \"0.098%\""}}},
      {{kLogout, kOpen}, {{"\"70%\"", "\"70.6%\""}, {"\"30%\"", "\"29.4%\""}}},
      {{kClose}, {{"\"40%\"", "\"40.8%\""}}},
      {{kTake}, {{"\"10%\"", "\"9.8%\""}}},
  };
  return all;
}

}  // namespace

TEST_CASE("statistics: every transition of the bank, and its spending and money", "[statistics]") {
  const BruteForce brute;
  const EngineRun engine = run_engine({});
  for (std::size_t t = 0; t < kBankTransitions; ++t) {
    CAPTURE(kBank[t].name);
    CHECK(engine.attempts[t] >= kEnough);
    CHECK(brute.attempts(BankTransition(t)) >= kEnough);
    CHECK(against_chain(engine, BankTransition(t)) > kSignificance);
    CHECK(brute.transition(engine, BankTransition(t)) > kSignificance);
  }
  CHECK(engine.fired_spending >= kEnough);
  CHECK(brute.p_of(engine.fired_spending, BruteForce::kFired) > kSignificance);
  CHECK(brute.p_of(engine.refused_spending, BruteForce::kRefused) > kSignificance);
  CHECK(brute.p_of(engine.spent, BruteForce::kSpent) > kSignificance);
  CHECK(brute.p_of(engine.own_money, BruteForce::kOwn) > kSignificance);

  for (const auto& [transitions, change] : controls()) {
    const EngineRun wrong = run_engine(change);
    for (const BankTransition transition : transitions) {
      INFO(kBank[transition].name << " is off by 2%");
      CHECK(against_chain(wrong, transition) < kSignificance);
      CHECK(brute.transition(wrong, transition) < kSignificance);
    }
    if (transitions[0] != kSpending) continue;
    CHECK(brute.p_of(wrong.fired_spending, BruteForce::kFired) < kSignificance);
  }
  const EngineRun dearer =
      run_engine({{"uniform_int(10, 99)", "uniform_int(11, 100)"}});  // on average 1.8% more
  CHECK(brute.p_of(dearer.spent, BruteForce::kSpent) < kSignificance);
  const EngineRun richer = run_engine({{"uniform_int(500, 1999)", "uniform_int(525, 2024)"}});  // 2% more
  CHECK(brute.p_of(richer.own_money, BruteForce::kOwn) < kSignificance);
  // Few attempts to spend are refused, and mostly those of few users, so this count has a larger variance
  // than the others.
  const EngineRun thrifty = run_engine({{"\"amount <= balance\"", "\"amount <= balance - 20\""}});
  CHECK(brute.p_of(thrifty.refused_spending, BruteForce::kRefused) < kSignificance);
}
