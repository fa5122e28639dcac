#include "bank_load.hpp"

#include <string>
#include <vector>

#include "app/model_source.hpp"
#include "model/compile/model_compiler.hpp"

namespace seedbed::bench {
namespace {

constexpr std::int64_t kMicrosPerDay = 86'400'000'000;

LoadRequest request_for(const model::Model& model, const ModelSource& source, std::uint64_t seed) {
  LoadRequest request;
  request.identity.model = model.name;
  request.identity.model_digest = model.digest;
  request.identity.seed = seed;
  request.identity.start = request.identity.since = model.clock.start;
  request.identity.end = request.identity.until = model.clock.end;
  request.identity.end_matters = model.end_matters;
  request.tables = model.tables;
  request.sql = find_sql(model, source, "", "sqlite");
  request.indexes = false;
  return request;
}

}  // namespace

LoadResult load_bank(const BankSpec& spec, Target& target) {
  const ModelSource source = find_model("bank");
  model::CompileOptions compile;
  compile.set = {{"users", std::to_string(spec.users)}};
  compile.duration = spec.days * kMicrosPerDay;
  std::vector<std::string> warnings;
  const model::Model model =
      model::compile_model(source.text, source.file_name, source.name, compile, warnings);
  LoadOptions options;
  options.run.seed = spec.seed;
  options.run.slice = {model.clock.start, model.clock.end, 1, 1};
  options.threads = spec.threads;
  return run_load(model, request_for(model, source, spec.seed), target, options, {});
}

}  // namespace seedbed::bench
