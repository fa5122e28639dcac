// The scale of doge-datagen's article: 10 users, 1,000 ticks of 60,000 ms, from 1644549708000 ms on. The
// counts of one such run are mostly random; over many seeds they must be within 5 standard deviations of the
// expected counts.
#include <cmath>

#include "sink/registry.hpp"
#include "statistics/bank_chain.hpp"
#include "support/catch.hpp"
#include "support/run_model.hpp"

using namespace seedbed;
using namespace seedbed::test;

namespace {

constexpr std::int64_t kStart = 1'644'549'708'000 * 1000;  // microseconds
constexpr std::size_t kUsers = 10;
constexpr std::size_t kTicks = 1000;

RunSpec article() {
  RunSpec spec;
  spec.model = bundled_model("bank");
  spec.set = {{"users", std::to_string(kUsers)}};
  spec.start = kStart;
  spec.duration = std::int64_t{60'000} * 1000 * kTicks;
  return spec;
}

}  // namespace

TEST_CASE("statistics: the scale of the article, over many seeds", "[statistics]") {
  constexpr std::uint64_t kSeeds = 1500;
  RunSpec spec = article();
  const model::Model model = compiled(spec);
  std::array<double, kBankTransitions> attempts{};
  for (spec.seed = 1; spec.seed <= kSeeds; ++spec.seed) {
    const auto target = make_target(parse_target("null:"));
    const LoadResult result = load(model, spec, *target);
    const model::TransitionCounts& counts = result.transitions.at(0);
    for (std::size_t t = 0; t < kBankTransitions; ++t) {
      REQUIRE(model.actors[0].transitions[t] == kBank[t].name);
      attempts[t] += static_cast<double>(counts.fired[t] + counts.refused[t]);
    }
  }
  for (std::size_t t = 0; t < kBankTransitions; ++t) {
    CAPTURE(kBank[t].name);
    const MeanAndVariance user = exact_moments(count_of(BankTransition(t)), kTicks);
    const double users = kUsers * double(kSeeds);
    CHECK(std::fabs(attempts[t] - user.mean * users) < 5 * std::sqrt(user.variance * users));
  }
}

TEST_CASE("the start of the article, in the model's clock or on the command line", "[statistics]") {
  const RunSpec given = article();
  RunSpec written = given;
  written.start.reset();
  written.model = replaced(written.model, "2024-01-01T00:00:00Z", "2022-02-11T03:21:48Z");
  const RunResult a = run(given);
  const RunResult b = run(written);
  CHECK(a.model.clock.start == kStart);
  CHECK(b.model.clock.start == kStart);
  CHECK(a.model.clock.end == kStart + std::int64_t{60'000'000'000});
  CHECK(a.rows("clickstream") > 0);
  CHECK(a.load.totals.digests == b.load.totals.digests);
}
