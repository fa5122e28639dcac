#include "model/compile/model_compiler.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <memory>

#include "base/civil_time.hpp"
#include "base/hash.hpp"
#include "document/keys.hpp"
#include "expression/expression.hpp"
#include "model/compile/actor_checks.hpp"
#include "model/compile/actor_compiler.hpp"
#include "model/compile/actor_reader.hpp"
#include "model/compile/entity_set.hpp"
#include "model/compile/list_reader.hpp"
#include "model/compile/model_files.hpp"
#include "model/compile/noise_reader.hpp"
#include "model/compile/rhythm_reader.hpp"
#include "model/compile/table_set.hpp"
#include "rows/digest.hpp"

namespace seedbed::model {
namespace {

using Kind = ExprType::Kind;

class ModelCompiler {
 public:
  ModelCompiler(const Node& document, const CompileOptions& options, Diagnostics& diagnostics)
      : document_(document),
        options_(options),
        diagnostics_(diagnostics),
        files_(options.folder, diagnostics) {}

  Model read(const std::string& default_name);
  // The texts of all files that the model named, for its digest.
  [[nodiscard]] const std::string& file_texts() const { return files_.texts(); }

 private:
  void read_header(Keys& keys, const std::string& default_name);
  void read_parameters(const Node* parameters);
  void read_parameter(const Node& node);
  std::optional<Compiled> override_parameter(const Node& node, const ExprType& type, const std::string& text);
  void read_clock(const Node* clock);
  std::optional<std::int64_t> clock_value(const Node& node, Kind kind, const std::string& example);
  void read_actors(const std::vector<Node>& actors);
  [[nodiscard]] std::string json_of(const Compiled& value) const;

  const Node& document_;
  const CompileOptions& options_;
  Diagnostics& diagnostics_;
  Model model_;
  Scope global_;
  TableSet tables_;
  ModelFiles files_;
  RhythmNames rhythms_;
  EntitySet entities_;
  std::map<std::string, std::string> serial_owners_;  // the kind that each name of serial() belongs to
  bool names_end_ = false;                            // some expression uses `end`
};

// Throws Error(usage) if --set names an unknown parameter.
void check_overrides(const CompileOptions& options, const Node* parameters, const std::string& model) {
  std::vector<std::string> names;
  if (parameters != nullptr) {
    for (const Node& node : parameters->items) names.push_back(node.key);
  }
  for (const auto& [name, value] : options.set) {
    if (std::find(names.begin(), names.end(), name) != names.end()) continue;
    throw Error(Failure::usage, names.empty()
                                    ? fmt::format("--set {}: the model {} has no parameters", name, model)
                                    : fmt::format("--set {}: the model {} has no parameter `{}`{}", name,
                                                  model, name, suggestion(name, names)));
  }
}

// All events of the kind happen at ticks.
bool acts_on_ticks(const ActorKind& kind) {
  const auto on_ticks = [](const State& state) {
    return state.timers.empty() && (state.timing == Timing::none || state.timing == Timing::chance);
  };
  return !kind.arrival && std::all_of(kind.states.begin(), kind.states.end(), on_ticks);
}

Model ModelCompiler::read(const std::string& default_name) {
  Keys keys(document_, "the model", diagnostics_);
  read_header(keys, default_name);
  const Node* parameters = keys.take_table("parameters");
  check_overrides(options_, parameters, model_.name);
  read_parameters(parameters);
  read_clock(keys.take_table("clock"));
  const Node* entities = keys.take_table("entity");
  const Node* actors = keys.take_table("actor");
  const Node* tables = keys.take_table("table");
  read_lists(keys.take_table("list"), files_, global_, model_.program, diagnostics_);
  bind_standard_lists(global_, model_.program);
  rhythms_ = read_rhythms(keys.take_table("rhythm"), global_, model_, diagnostics_);
  keys.finish();
  if ((entities == nullptr || entities->items.empty()) && (actors == nullptr || actors->items.empty())) {
    diagnostics_.error(actors == nullptr ? Location{1, 1} : actors->key_at,
                       "the model has no actors: add [actor.NAME] with a `count` and transitions");
    return std::move(model_);
  }
  for (Slot* slot :
       {&model_.now_slot, &model_.index_slot, &model_.transition_slot, &model_.from_slot, &model_.to_slot})
    *slot = model_.program.new_slot();
  tables_.use_sql(model_.sql);
  entities_.read(entities, global_, tables_, files_, model_, diagnostics_);  // adds their tables first
  tables_.read(tables, diagnostics_);
  read_actors(actors == nullptr ? std::vector<Node>() : actors->items);
  return std::move(model_);
}

void ModelCompiler::read_header(Keys& keys, const std::string& default_name) {
  model_.name = default_name;
  const Node* header = keys.take_table("model");
  if (header == nullptr) return;
  Keys names(*header, "[model]", diagnostics_);
  const auto text = [&](std::string_view key, std::string& to, std::string_view example) {
    if (const Node* node = names.take_text(key, example)) to = node->text;
  };
  text("name", model_.name, "\"bank\"");
  text("summary", model_.summary, "\"Users of a banking app\"");
  text("sql", model_.sql, "\"bank\"");
  names.finish();
  const auto bad = [](char c) {
    return static_cast<unsigned char>(c) < 0x20 ||
           std::string_view("/\\\"'`").find(c) != std::string_view::npos;
  };
  if (model_.name.empty() || std::any_of(model_.name.begin(), model_.name.end(), bad)) {
    const Node* name = header->find("name");
    diagnostics_.error(name != nullptr ? name->at : header->key_at,
                       "`name` in [model]: expected a short name without slashes and quotes");
  }
}

void ModelCompiler::read_parameters(const Node* parameters) {
  if (parameters == nullptr) return;
  for (const Node& node : parameters->items) read_parameter(node);
}

void ModelCompiler::read_parameter(const Node& node) {
  if (!is_identifier(node.key)) {
    diagnostics_.error(node.key_at,
                       fmt::format("parameter `{}`: expected letters, digits and underscores", node.key));
    return;
  }
  if (is_reserved(node.key)) {
    diagnostics_.error(node.key_at,
                       fmt::format("parameter `{}`: the name is taken by the language", node.key));
    return;
  }
  Expectation expected;
  expected.what = "a value such as 10_000 or \"25%\"";
  expected.may_draw = false;
  expected.why_no_draw = "a parameter is the same for the whole run";
  const std::string place = "parameters." + node.key;
  auto value = compile_expression(node, global_, expected, place, model_.program, diagnostics_);
  if (!value) {
    global_.bind(node.key, Binding::of_broken());
    return;
  }
  for (const auto& [name, text] : options_.set) {
    if (name == node.key) value = override_parameter(node, value->type, text);
    if (!value) return;
  }
  global_.bind(node.key, {value->type, value->slot, true, ""});
  model_.parameters.push_back({node.key, json_of(*value)});
}

std::optional<Compiled> ModelCompiler::override_parameter(const Node& node, const ExprType& type,
                                                          const std::string& text) {
  Node given;
  given.kind = Node::Kind::text;
  given.key = node.key;
  const bool literal = type.kind == Kind::text && (text.empty() || text.front() != '\'');
  given.text = literal ? "'" : text;
  if (literal) {
    for (const char c : text) given.text += c == '\'' ? std::string("''") : std::string(1, c);
    given.text += '\'';
  }
  Diagnostics problems(fmt::format("--set {}={}", node.key, text));
  Expectation expected;
  expected.exactly = type;
  expected.what = fmt::format("a value of the parameter's type, {}", type_name(type));
  expected.may_draw = false;
  expected.why_no_draw = "a parameter is the same for the whole run";
  auto value =
      compile_expression(given, global_, expected, "parameters." + node.key, model_.program, problems);
  if (!value) throw Error(Failure::usage, ModelError(problems).what());  // it has no location in the file
  return value;
}

std::string ModelCompiler::json_of(const Compiled& compiled) const {
  const Value& value = model_.program.frame[compiled.slot];
  if (value.null != 0) return "null";
  switch (compiled.type.kind) {
    case Kind::boolean: return value.integer != 0 ? "true" : "false";
    case Kind::real: return fmt::format("{}", value.real);
    case Kind::rate: return fmt::format("\"{}/s\"", value.real * 1e6);
    case Kind::time: return fmt::format("\"{}\"", format_iso(value.integer));
    case Kind::date: return fmt::format("\"{}\"", format_date(value.integer));
    case Kind::duration: return fmt::format("\"{}\"", format_duration(value.integer));
    case Kind::text: {
      std::string text = "\"";
      for (const char c : value.view()) {
        if (c == '"' || c == '\\') text += '\\';
        if (static_cast<unsigned char>(c) < 0x20) {
          text += fmt::format("\\u{:04x}", static_cast<int>(c));
        } else {
          text += c;
        }
      }
      return text + '"';
    }
    default: return fmt::format("{}", value.integer);
  }
}

std::optional<std::int64_t> ModelCompiler::clock_value(const Node& node, Kind kind,
                                                       const std::string& example) {
  Expectation expected;
  expected.kinds = {kind};
  expected.what = example;
  expected.may_draw = false;
  expected.why_no_draw = "the clock is the same for the whole run";
  const auto value =
      compile_expression(node, global_, expected, "clock." + node.key, model_.program, diagnostics_);
  if (!value) return std::nullopt;
  const Value& result = model_.program.frame[value->slot];
  if (!value->constant || result.null != 0) {
    diagnostics_.error(node.at, fmt::format("`{}` in [clock]: expected {}", node.key, example));
    return std::nullopt;
  }
  return result.integer;
}

void ModelCompiler::read_clock(const Node* clock) {
  Clock& out = model_.clock;
  std::optional<std::int64_t> start = options_.start;
  std::optional<std::int64_t> duration = options_.duration;
  if (clock != nullptr) {
    Keys keys(*clock, "[clock]", diagnostics_);
    const Node* at = keys.take("start");
    if (at != nullptr) {
      const auto value = clock_value(*at, Kind::time, "a date-time such as 2024-01-01T00:00:00Z");
      if (!start) start = value;
    }
    if (const Node* length = keys.take("duration")) {
      const auto value = clock_value(*length, Kind::duration, "a duration such as \"30d\"");
      if (value && *value <= 0) {
        diagnostics_.error(length->at,
                           "`duration` in [clock] is not above zero: expected a duration such as \"30d\"");
      } else if (!duration) {
        duration = value;
      }
    }
    if (const Node* tick = keys.take("tick")) {
      const auto value = clock_value(*tick, Kind::duration, "a duration such as \"1m\"");
      out.tick = 1;  // so that a wrong tick is not reported as missing too
      if (value && *value <= 0) {
        diagnostics_.error(tick->at,
                           "`tick` in [clock] is not above zero: expected a duration such as \"1m\"");
      } else if (value) {
        out.tick = *value;
      }
    }
    if (const Node* jitter = keys.take("jitter")) {
      out.jitter = jitter->is(Node::Kind::boolean) && jitter->integer != 0;
      if (!jitter->is(Node::Kind::boolean)) {
        diagnostics_.error(jitter->at, fmt::format("`jitter` in [clock]: expected true or false, found {}",
                                                   describe(jitter->kind)));
      }
    }
    keys.finish();
  }
  const Location at = clock != nullptr ? clock->key_at : Location{1, 1};
  if (duration && *duration > kYear10000 - kYear1) {
    throw Error(Failure::usage, "the run is longer than the years 1 to 9999");
  }
  if (options_.end && duration && !options_.start) start = *options_.end - *duration;
  if (options_.end && options_.start && !options_.duration) duration = *options_.end - *options_.start;
  if (diagnostics_.failed()) {  // a missing value may be a wrong one that was reported
    start = start.value_or(0);
    duration = duration.value_or(1);
  }
  if (!start)
    diagnostics_.error(at, "[clock] has no `start`: expected a date-time such as 2024-01-01T00:00:00Z");
  if (!duration) diagnostics_.error(at, "[clock] has no `duration`: expected one such as \"30d\"");
  out.start = start.value_or(0);
  const std::int64_t length = duration.value_or(1);
  if (length <= 0)
    throw Error(Failure::usage, "the run's end is not after its start: check --start, --end, --duration");
  if (out.start < kYear1 || out.start >= kYear10000 || length >= kYear10000 - out.start) {
    diagnostics_.error(at, "the run leaves the years 1 to 9999");
  }
  out.end = diagnostics_.failed() ? out.start + 1 : out.start + length;
  global_.bind("start", {{Kind::time}, model_.program.new_slot(Value::of_integer(out.start)), true, ""});
  Binding end{{Kind::time}, model_.program.new_slot(Value::of_integer(out.end)), true, ""};
  end.used = &names_end_;
  global_.bind("end", end);
}

void ModelCompiler::read_actors(const std::vector<Node>& actors) {
  const ActorContext context{global_, rhythms_, serial_owners_, entities_, tables_, diagnostics_};
  std::vector<std::unique_ptr<ActorCompiler>> compilers;
  for (const Node& node : actors) {
    if (!node.is(Node::Kind::table)) {
      diagnostics_.error(node.key_at, fmt::format("[actor.{}]: expected a table", node.key));
      continue;
    }
    ActorParts parts = read_actor(node, model_.clock.tick > 0, tables_, diagnostics_);
    compilers.push_back(std::make_unique<ActorCompiler>(std::move(parts), context, model_));
  }
  tables_.order_overrides();
  tables_.resolve_options(diagnostics_);
  read_noise(tables_, global_, model_, diagnostics_);
  Model scratch = model_;  // discarded: compiling into it finds the types of the tables' columns, and errors
  entities_.compile_rows(scratch);
  for (auto& compiler : compilers) check_actor(compiler->compile(scratch), compiler->parts(), diagnostics_);
  tables_.check_written(diagnostics_);
  if (!diagnostics_.failed()) model_.tables = tables_.finish(diagnostics_);
  if (diagnostics_.failed()) return;
  for (const Table& table : model_.tables) model_.layouts.emplace_back(table);
  entities_.compile_rows(model_);
  for (auto& compiler : compilers) model_.actors.push_back(compiler->compile(model_));
  entities_.finish(model_);
  model_.end_matters = names_end_ || model_.late_rows;  // no row comes later than the end
  for (const ActorKind& kind : model_.actors) model_.end_matters = model_.end_matters || !kind.finish.empty();
  model_.on_ticks = model_.clock.tick > 0 && !model_.clock.jitter &&
                    std::all_of(model_.actors.begin(), model_.actors.end(), acts_on_ticks);
}

std::string digest_of_text(std::string_view text) {
  const XXH128_hash_t hash = XXH3_128bits(text.data(), text.size());
  return to_hex({hash.low64, hash.high64});
}

}  // namespace

std::string read_model_file(const std::string& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) {
    throw Error(Failure::usage, fmt::format("cannot read the model {}: {}", path, std::strerror(errno)));
  }
  if (S_ISDIR(info.st_mode)) {
    throw Error(Failure::usage,
                fmt::format("cannot read the model {}: it is a folder, not a .toml file", path));
  }
  std::ifstream file(path, std::ios::binary);
  std::string text;
  char buffer[1 << 16];
  while (text.size() <= kMaxModelBytes && (file.read(buffer, sizeof buffer) || file.gcount() > 0)) {
    text.append(buffer, static_cast<std::size_t>(file.gcount()));
  }
  if (text.size() > kMaxModelBytes) {
    throw Error(Failure::usage,
                fmt::format("{} is larger than {} MiB: it is no model", path, kMaxModelBytes >> 20));
  }
  if (!file.is_open() || file.bad()) {
    throw Error(Failure::usage, fmt::format("cannot read the model {}: {}", path, std::strerror(errno)));
  }
  return text;
}

Model compile_model(std::string_view text, const std::string& file_name, const std::string& default_name,
                    const CompileOptions& options, std::vector<std::string>& warnings) {
  const Node document = parse_document(text, file_name);
  Diagnostics diagnostics(file_name);
  ModelCompiler reader(document, options, diagnostics);
  Model model = reader.read(default_name);
  if (diagnostics.failed()) throw ModelError(diagnostics);
  model.file = file_name;
  model.digest = digest_of_text(std::string(text) + reader.file_texts());
  const auto lines = diagnostics.warning_lines();
  warnings.insert(warnings.end(), lines.begin(), lines.end());
  return model;
}

}  // namespace seedbed::model
