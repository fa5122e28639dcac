#include "app/commands.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <thread>

#include "app/bundled.hpp"
#include "app/compiled_model.hpp"
#include "app/console.hpp"
#include "app/interrupt.hpp"
#include "app/preview.hpp"
#include "app/size_text.hpp"
#include "app/summary.hpp"
#include "base/civil_time.hpp"
#include "base/json_writer.hpp"
#include "base/numbers.hpp"
#include "pipeline/load.hpp"
#include "pipeline/size_estimate.hpp"
#include "sink/registry.hpp"

namespace seedbed {
namespace {

// "K/N", from 1.
void read_shard(const std::string& text, model::Slice& slice) {
  if (text.empty()) return;
  const std::size_t slash = text.find('/');
  const auto number = [](std::string_view digits, std::uint64_t& to) {
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), to);
    return error == std::errc() && end == digits.data() + digits.size() && to > 0;
  };
  const std::string_view view(text);
  if (slash == std::string::npos || !number(view.substr(0, slash), slice.shard) ||
      !number(view.substr(slash + 1), slice.shards) || slice.shard > slice.shards) {
    throw Error(Failure::usage, fmt::format("--shard {}: expected K/N with 1 <= K <= N, such as 1/4", text));
  }
}

model::Slice read_slice(const LoadArguments& arguments, const model::Clock& clock) {
  model::Slice slice;
  slice.since = time_option("--since", arguments.since).value_or(clock.start);
  slice.until = time_option("--until", arguments.until).value_or(clock.end);
  const auto outside = [&](const char* option, std::int64_t time) {
    throw Error(Failure::usage, fmt::format("{} {} is outside of the run, {} to {}", option, format_iso(time),
                                            format_iso(clock.start), format_iso(clock.end)));
  };
  if (slice.since < clock.start || slice.since >= clock.end) outside("--since", slice.since);
  if (slice.until <= clock.start || slice.until > clock.end) outside("--until", slice.until);
  if (slice.until <= slice.since) throw Error(Failure::usage, "--until is not after --since");
  read_shard(arguments.shard, slice);
  return slice;
}

void check_server_options(const ServerOptions& options, const TargetAddress& address) {
  const char* given = !options.schema.empty()    ? "--schema"
                      : !options.staging.empty() ? "--staging"
                      : options.connections > 0  ? "--connections"
                      : options.unlogged         ? "--unlogged"
                                                 : nullptr;
  if (given == nullptr) return;
  throw Error(Failure::usage,
              fmt::format("{} is for Postgres: '{}' knows no such thing", given, address.text));
}

// The summary for people goes to standard error, because rows may go to standard output.
void print_summary(const LoadArguments& arguments, const Summary& summary) {
  if (arguments.json) fmt::print("{}", summary_json(summary));
  if (!arguments.quiet && !arguments.json) say(summary_text(summary));
}

// Missing scripts of one dialect are a warning, because the model can be loaded into the other database.
void check_sql(const model::Model& model, const ModelSource& source) {
  std::vector<std::string> failures;
  for (const Dialect dialect : kDialects) {
    try {
      (void)find_sql(model, source, "", dialect);
    } catch (const Error& error) {
      if (error.failure() != Failure::usage) throw;
      failures.emplace_back(error.what());
    }
  }
  if (failures.size() == kDialects.size()) throw Error(Failure::usage, failures.front());
  // find_sql() begins its messages with the file.
  for (const std::string& failure : failures)
    say(fmt::format("{}: warning{}\n", source.file_name, failure.substr(source.file_name.size())));
}

LoadPlan plan_of(const LoadArguments& arguments, const CompiledModel& compiled,
                 const TargetAddress& address) {
  const model::Model& model = compiled.model;
  LoadPlan plan = plan_load(model, arguments.seed, read_slice(arguments, model.clock));
  plan.threads =
      arguments.threads > 0 ? arguments.threads : std::max(1U, std::thread::hardware_concurrency());
  plan.request.sql = find_sql(model, compiled.source, arguments.sql, address.dialect);
  plan.request.if_exists = arguments.if_exists;
  plan.request.server = arguments.server;
  plan.request.indexes = !arguments.no_indexes;
  plan.request.verify = arguments.verify;
  plan.request.interrupt = signal_interrupt();
  if (arguments.log_sql) plan.request.log_sql = [](const std::string& sql) { say(fmt::format("{}\n", sql)); };
  if (address.server) estimate_shares(plan);
  return plan;
}

}  // namespace

int run_load_command(const LoadArguments& arguments) {
  const CompiledModel compiled = compile_named_model(arguments.model, compile_options(arguments),
                                                     arguments.quiet ? Warnings::drop : Warnings::print);
  const model::Model& model = compiled.model;
  const TargetAddress address = parse_target(arguments.to.value_or("sqlite:" + model.name + ".db"));
  if (arguments.json && address.standard_output) {
    throw Error(Failure::usage,
                "--json and --to jsonl:- both write to standard output: give the rows a file");
  }
  if (!address.server) check_server_options(arguments.server, address);
  const LoadPlan plan = plan_of(arguments, compiled, address);
  const std::unique_ptr<Target> target = make_target(address);
  ProgressLine line(arguments.quiet ? ProgressMode::never : arguments.progress);
  const LoadResult result =
      run_load(plan, *target, [&](const LoadProgress& progress) { line.show(progress); });
  line.clear();
  print_summary(arguments, {&plan, target.get(), &result, address.text});
  return 0;
}

int run_check_command(const std::vector<std::string>& models, const std::vector<std::string>& set) {
  int status = 0;
  for (const std::string& name : models) {
    try {
      const auto [source, model] = compile_named_model(name, with_settings(set), Warnings::print);
      check_sql(model, source);
      const SizeEstimate size = estimate_size(model);
      if (!size.failure.empty())
        say(fmt::format("{}: warning: a load may fail: {}\n", source.file_name, size.failure));
      fmt::print("{}: ok, {}", source.file_name, size_text(size));
    } catch (const model::ModelError& error) {
      say(fmt::format("{}\n", error.what()));
      status = static_cast<int>(error.failure());
    } catch (const Error& error) {
      if (error.failure() == Failure::interrupted) throw;
      say(fmt::format("seedbed: {}\n", error.what()));
      status = static_cast<int>(error.failure());
    }
  }
  return status;
}

int run_preview_command(const PreviewArguments& arguments) {
  const model::Model model =
      compile_named_model(arguments.model, compile_options(arguments), Warnings::print).model;
  fmt::print("{}", preview_text(model, arguments.seed,
                                preview(model, arguments.seed, arguments.rows, signal_interrupt())));
  return 0;
}

int run_schema_command(const SchemaArguments& arguments) {
  const auto [source, model] =
      compile_named_model(arguments.model, with_settings(arguments.set), Warnings::print);
  SqlScripts sql = find_sql(model, source, arguments.sql, arguments.dialect);
  const bool derived = sql.tables.empty();
  if (derived) sql = derived_ddl(model.tables, arguments.dialect);
  std::string text;
  const auto append = [&](const char* when, const char* file, const std::string& script) {
    if (script.empty()) return;
    text += fmt::format("{}-- {}: {}\n\n{}{}", text.empty() ? "" : "\n", when,
                        derived ? "derived from the model " + model.name : sql.origin + "/" + file, script,
                        script.ends_with('\n') ? "" : "\n");
  };
  append("Tables, before the rows", "tables.sql", sql.tables);
  append("Keys and indexes, after the rows", "indexes.sql", sql.indexes);
  append("Views, last", "views.sql", sql.views);
  fmt::print("{}", text);
  return 0;
}

int run_graph_command(const GraphArguments& arguments) {
  const model::Model model =
      compile_named_model(arguments.model, with_settings(arguments.set), Warnings::print).model;
  const std::vector<ActorGraph> graphs = state_graphs(model);
  fmt::print("{}",
             arguments.format == GraphFormat::dot ? dot_text(model.name, graphs) : mermaid_text(graphs));
  return 0;
}

int run_models_command(bool json) {
  std::string list;
  for (const std::string& name : bundled_models()) {
    const model::Model model = compile_named_model(name, {}, Warnings::drop).model;
    if (json) {
      list += fmt::format("{}{{\"name\": {}, \"summary\": {}}}", list.empty() ? "" : ", ", json_string(name),
                          json_string(model.summary));
    } else {
      list += fmt::format("{:<10}  {}\n", name, model.summary);
    }
  }
  fmt::print("{}", json ? "[" + list + "]\n" : list);
  return 0;
}

int run_show_command(const std::string& model) {
  fmt::print("{}", find_model(model).text);
  return 0;
}

}  // namespace seedbed
