#include "bank_load.hpp"

#include <string>
#include <vector>

#include "app/compiled_model.hpp"

namespace seedbed::bench {
namespace {

constexpr std::int64_t kMicrosPerDay = 86'400'000'000;

}  // namespace

LoadResult load_bank(const BankSpec& spec, Target& target) {
  model::CompileOptions options;
  options.set = {{"users", std::to_string(spec.users)}};
  options.duration = spec.days * kMicrosPerDay;
  const auto [source, model] = compile_named_model("bank", options, Warnings::drop);
  LoadPlan plan = plan_load(model, spec.seed, whole_run(model));
  plan.threads = spec.threads;
  plan.request.sql = find_sql(model, source, "", Dialect::sqlite);
  plan.request.indexes = false;
  return run_load(plan, target, {});
}

}  // namespace seedbed::bench
