// How long actors stay: the ticks between entering a state and leaving it are geometric.
//
// Only stays that begin at least `longest` ticks before the end of the run are counted, so the end cuts none
// short: longer stays are one more bin. Each stay is independent of all earlier stays; Pearson's statistic
// over the bins is chi-square, rejected at 1e-6. In the controls the chance of leaving is wrong by 2%.
#include <cmath>

#include "support/batch_target.hpp"
#include "support/catch.hpp"
#include "support/run_model.hpp"
#include "support/statistics.hpp"

using namespace seedbed;
using namespace seedbed::test;

namespace {

constexpr std::size_t kUsers = 16'000;
constexpr std::int64_t kTick = 60'000'000;
constexpr std::int64_t kTicks = 30 * 24 * 60;
constexpr double kEnough = 250'000;

// Counts stays in one state by their length in ticks.
class Stays {
 public:
  // `begun`: the tick before the first draw, for all users; kNowhere if users do not begin in the state.
  Stays(double chance, std::int64_t bin, std::size_t bins, std::int64_t begun)
      : chance_(chance),
        bin_(bin),
        longest_(bin * static_cast<std::int64_t>(bins)),
        counts_(bins + 1),
        begun_(kUsers, kNowhere) {
    for (std::size_t u = 0; u < kUsers && begun != kNowhere; ++u) enter(u, begun);
  }
  void enter(std::size_t user, std::int64_t tick) {
    begun_[user] = tick;
    if (counts(tick)) ++stays_;
  }
  void leave(std::size_t user, std::int64_t tick) {
    const std::int64_t length = tick - begun_[user];
    if (counts(begun_[user]) && length <= longest_) ++counts_[static_cast<std::size_t>((length - 1) / bin_)];
  }
  [[nodiscard]] double stays() const { return stays_; }
  [[nodiscard]] double p() const {
    std::vector<double> observed = counts_;
    std::vector<double> expected;
    double seen = 0;
    const auto lasts = [&](std::int64_t ticks) { return std::pow(1 - chance_, static_cast<double>(ticks)); };
    for (std::size_t b = 0; b + 1 < counts_.size(); ++b) {
      const auto first = static_cast<std::int64_t>(b) * bin_;
      expected.push_back(lasts(first) - lasts(first + bin_));
      seen += counts_[b];
    }
    observed.back() = stays_ - seen;  // longer stays, ended or not
    expected.push_back(lasts(longest_));
    return chi_square_tail(chi_square_statistic(observed, expected), static_cast<double>(counts_.size() - 1));
  }

  static constexpr std::int64_t kNowhere = INT64_MIN;

 private:
  [[nodiscard]] bool counts(std::int64_t begun) const {
    return begun != kNowhere && begun + longest_ < kTicks;
  }

  double chance_;
  std::int64_t bin_;
  std::int64_t longest_;
  std::vector<double> counts_;
  std::vector<std::int64_t> begun_;  // by user
  double stays_ = 0;
};

struct Observed {
  Stays offline{0.001, 150, 20, -1};  // until `login`; income and spending do not end it
  Stays loan_screen{0.5, 1, 10, Stays::kNowhere};
};

Observed observe(std::string text) {
  RunSpec spec;
  spec.model = replaced(std::move(text), "chance = \"70%\"", "chance = \"70%\"\nemit = [\"clickstream\"]");
  spec.set = {{"users", std::to_string(kUsers)}};
  spec.threads = 2;
  const std::int64_t start = compiled(spec).clock.start;
  Observed seen;
  TargetCalls calls;
  const auto target = make_batch_target(calls, [&](std::size_t table, const Batch& batch) {
    if (table != 0) return;
    for (std::size_t r = 0; r < batch.rows(); ++r) {
      const auto user = static_cast<std::size_t>(batch.integer(0, r));
      const std::string_view event = batch.bytes(1, r);
      const std::int64_t tick = (batch.integer(2, r) - start) / kTick;
      if (event == "login") seen.offline.leave(user, tick);
      if (event == "logout") seen.offline.enter(user, tick);
      if (event == "open_loan_screen") seen.loan_screen.enter(user, tick);
      if (event == "close_loan_screen" || event == "take_loan") seen.loan_screen.leave(user, tick);
    }
  });
  REQUIRE(run(spec, *target).model.tables[0].name == "clickstream");
  return seen;
}

}  // namespace

TEST_CASE("statistics: stays are geometric", "[statistics]") {
  const Observed seen = observe(bundled_model("bank"));
  CHECK(seen.offline.stays() >= kEnough);
  CHECK(seen.offline.p() > kSignificance);
  CHECK(seen.loan_screen.stays() >= kEnough);
  CHECK(seen.loan_screen.p() > kSignificance);
}

TEST_CASE("statistics: the test rejects stays whose chance of ending is wrong by 2%", "[statistics]") {
  const Observed slow = observe(replaced(bundled_model("bank"), "to     = \"online\"\nchance = \"0.1%\"",
                                         "to     = \"online\"\nchance = \"0.098%\""));
  CHECK(slow.offline.p() < kSignificance);
  const Observed fast = observe(replaced(bundled_model("bank"), "to     = \"online\"\nchance = \"0.1%\"",
                                         "to     = \"online\"\nchance = \"0.102%\""));
  CHECK(fast.offline.p() < kSignificance);
  const Observed brief =
      observe(replaced(bundled_model("bank"), "\"40%\"", "\"41%\""));  // 51% instead of 50%
  CHECK(brief.loan_screen.p() < kSignificance);
}
