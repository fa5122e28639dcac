#include "app/command_line.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <map>
#include <system_error>

#include "app/commands.hpp"
#include "app/console.hpp"
#include "app/interrupt.hpp"
#include "app/loaded_commands.hpp"
#include "base/error.hpp"
#include "base/nearest.hpp"
#include "document/diagnostics.hpp"
#include "sink/registry.hpp"
#include "sink/target.hpp"

namespace seedbed {
namespace {

constexpr std::uint64_t kMostThreads = 1024;  // more is a typing mistake

constexpr std::uint64_t kMostConnections = 64;  // a server accepts 100 by default, for all users

constexpr std::uint64_t kMostPreviewRows = 1000;  // the rows are held in memory as text

constexpr const char* kTargets =
    "Where the rows go: sqlite:PATH (or a path ending in .db, .sqlite, .sqlite3), postgresql://… as libpq "
    "takes it, postgresql: for libpq's environment, jsonl:PATH, jsonl:- for standard output, csv:DIRECTORY "
    "for "
    "a file per table, null: for nowhere. Default: sqlite:MODEL.db in the current folder";

// Converts one of a few words to the number of the enumeration, as text, which CLI11 reads. CLI11's own
// transformer would list the numbers in its messages.
template <typename Choice>
CLI::Validator one_of(std::map<std::string, Choice> choices) {
  std::vector<std::string> names;
  for (const auto& [name, choice] : choices) names.push_back(name);
  return CLI::Validator(
      [choices = std::move(choices), names](std::string& text) {
        if (const auto choice = choices.find(text); choice != choices.end()) {
          text = std::to_string(static_cast<int>(choice->second));
          return std::string();
        }
        const auto near = nearest(text, names);
        return fmt::format("expected {}, found `{}`{}", fmt::join(names, ", "), text,
                           near ? fmt::format("; did you mean `{}`?", *near) : "");
      },
      "");
}

// Only digits: CLI11 would read -1 as the largest number.
CLI::Validator whole_number(std::uint64_t least, std::uint64_t most) {
  return CLI::Validator(
      [least, most](std::string& text) {
        std::uint64_t number = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        const bool good =
            error == std::errc() && end == text.data() + text.size() && number >= least && number <= most;
        return good ? ""
                    : fmt::format("expected a whole number from {} to {}, found `{}`", least, most, text);
      },
      "");
}

// An empty value usually is a variable of a script that was not set.
CLI::Validator not_empty() {
  return CLI::Validator(
      [](std::string& text) { return text.empty() ? std::string("expected a name, found nothing") : ""; },
      "");
}

// The options that load and preview share.
void add_run(CLI::App& command, RunArguments& run) {
  command.add_option("model", run.model, "A bundled model's name, or the path of a .toml file")
      ->required()
      ->type_name("MODEL");
  command.add_option("--set", run.set, "Set a parameter of the model, such as users=5000; may be repeated")
      ->type_name("NAME=VALUE")
      ->allow_extra_args(false);
  command.add_option("--seed", run.seed, "The seed: the same seed makes the same rows")
      ->type_name("N")
      ->check(whole_number(0, UINT64_MAX))
      ->capture_default_str();
  command.add_option("--start", run.start, "When the run begins, instead of the model's start")
      ->type_name("TIME");
  command.add_option("--end", run.end, "When the run ends: its start moves; `now` is the present")
      ->type_name("TIME|now");
  command.add_option("--duration", run.duration, "How long the run is, such as 30d, instead of the model's")
      ->type_name("D");
}

void add_load(CLI::App& app, LoadArguments& load) {
  CLI::App& command = *app.add_subcommand("load", "Simulate a model and load its rows, all or nothing");
  add_run(command, load);
  command.add_option("--to", load.to, kTargets)->type_name("TARGET");
  command.add_option("--since", load.since, "Write only rows from this time of the run on")
      ->type_name("TIME");
  command.add_option("--until", load.until, "Write only rows before this time of the run")->type_name("TIME");
  command.add_option("--shard", load.shard, "Write only part K of N of the actors, from 1")->type_name("K/N");
  command.add_option("--if-exists", load.if_exists, "What to do where the target holds something already")
      ->type_name("fail|replace|append")
      ->transform(one_of<IfExists>(
          {{"fail", IfExists::fail}, {"replace", IfExists::replace}, {"append", IfExists::append}}));
  command.add_option("--sql", load.sql, "Take tables.sql, indexes.sql and views.sql from this folder")
      ->type_name("DIR");
  command
      .add_option("--schema", load.server.schema,
                  "Postgres: the schema that the tables go into; default: the first of the search_path")
      ->type_name("NAME")
      ->check(not_empty());
  command
      .add_option("--staging", load.server.staging,
                  "Postgres: an empty schema to load in first, where the user may not create one")
      ->type_name("NAME")
      ->check(not_empty());
  command
      .add_option("--connections", load.server.connections,
                  "Postgres: connections that load at once; default: one a processor, at most one a table")
      ->type_name("N")
      ->check(whole_number(1, kMostConnections));
  command.add_flag(
      "--unlogged", load.server.unlogged,
      "Postgres: make UNLOGGED tables, which load faster and are emptied by a crash of the server");
  command.add_option("--threads", load.threads, "Threads that simulate; default: one a processor")
      ->type_name("N")
      ->check(whole_number(1, kMostThreads));
  command.add_flag("--no-indexes", load.no_indexes, "Leave out the indexes that no foreign key needs");
  command.add_flag("--verify", load.verify, "Check the whole result before it is published");
  command.add_flag("--quiet", load.quiet, "No progress, no summary, no warnings");
  command
      .add_option("--progress", load.progress, "When to show progress on standard error; auto: on a terminal")
      ->type_name("auto|always|never")
      ->transform(one_of<ProgressMode>({{"auto", ProgressMode::automatic},
                                        {"always", ProgressMode::always},
                                        {"never", ProgressMode::never}}));
  command.add_flag("--json", load.json, "Print the summary on standard output, as one JSON object");
  command.add_flag("--log-sql", load.log_sql, "Print the SQL that is run on standard error");
}

void add_preview(CLI::App& app, PreviewArguments& preview) {
  CLI::App& command =
      *app.add_subcommand("preview", "Print the first rows of every table, of the first 100 actors");
  add_run(command, preview);
  command.add_option("--rows", preview.rows, "How many rows of each table")
      ->type_name("N")
      ->check(whole_number(1, kMostPreviewRows))
      ->capture_default_str();
}

void add_schema(CLI::App& app, SchemaArguments& schema) {
  CLI::App& command = *app.add_subcommand("schema", "Print the DDL that a load of a model runs");
  command.add_option("model", schema.model, "A bundled model's name, or the path of a .toml file")
      ->required()
      ->type_name("MODEL");
  command.add_option("--dialect", schema.dialect, "Of which database")
      ->required()
      ->type_name("postgres|sqlite")
      ->transform(one_of<Dialect>({{"postgres", Dialect::postgres}, {"sqlite", Dialect::sqlite}}));
  command.add_option("--set", schema.set, "Set a parameter of the model; may be repeated")
      ->type_name("NAME=VALUE")
      ->allow_extra_args(false);
  command.add_option("--sql", schema.sql, "Take tables.sql, indexes.sql and views.sql from this folder")
      ->type_name("DIR");
}

void add_graph(CLI::App& app, GraphArguments& graph) {
  CLI::App& command = *app.add_subcommand("graph", "Print a model's state machines, to be drawn");
  command.add_option("model", graph.model, "A bundled model's name, or the path of a .toml file")
      ->required()
      ->type_name("MODEL");
  command
      .add_option("--format", graph.format,
                  "For which program: dot (Graphviz; the default) or mermaid, which GitHub draws")
      ->type_name("dot|mermaid")
      ->transform(one_of<GraphFormat>({{"dot", GraphFormat::dot}, {"mermaid", GraphFormat::mermaid}}));
  command.add_option("--set", graph.set, "Set a parameter of the model; may be repeated")
      ->type_name("NAME=VALUE")
      ->allow_extra_args(false);
}

constexpr const char* kLoaded =
    "What was loaded: sqlite:PATH, a path ending in .db, .sqlite, .sqlite3, postgresql://… or postgresql:";

void add_verify(CLI::App& app, VerifyArguments& verify) {
  CLI::App& command =
      *app.add_subcommand("verify", "Compare a loaded database with what its loads recorded, table by table");
  command.add_option("target", verify.target, kLoaded)->required()->type_name("TARGET");
  command.add_option("--schema", verify.schema, "The schema that holds the tables, in Postgres")
      ->type_name("NAME")
      ->check(not_empty());
  command.add_flag("--json", verify.json, "As one JSON object");
}

void add_drop(CLI::App& app, DropArguments& drop) {
  CLI::App& command = *app.add_subcommand("drop", "Remove what loads of a model made, and nothing else");
  command.add_option("target", drop.target, kLoaded)->required()->type_name("TARGET");
  command.add_option("model", drop.model, "The model's name, or the path of its .toml file")
      ->required()
      ->type_name("MODEL");
  command.add_option("--schema", drop.schema, "The schema that holds the tables, in Postgres")
      ->type_name("NAME")
      ->check(not_empty());
}

std::vector<std::string> command_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands({})) names.push_back(command->get_name());
  return names;
}

// A misspelt command is the first word that is not an option. Returns "" if no command is misspelt.
std::string unknown_command(const CLI::App& app, int argc, char** argv) {
  const std::vector<std::string> names = command_names(app);
  const std::string list = fmt::format("{}", fmt::join(names, ", "));
  if (argc < 2) return fmt::format("a command is missing, one of {}; see `seedbed --help`", list);
  const std::string word = argv[1];
  if (word.starts_with('-') || std::find(names.begin(), names.end(), word) != names.end()) return "";
  const auto near = nearest(word, names);
  return fmt::format("there is no command `{}`; {}", word,
                     near ? fmt::format("did you mean `{}`?", *near) : "commands: " + list);
}

// The words that no option takes: a misspelt option if there is one, else a superfluous word.
std::string unexpected(const CLI::App& app) {
  const std::vector<std::string> words = app.remaining(true);
  const auto option =
      std::find_if(words.begin(), words.end(), [](const std::string& word) { return word.starts_with('-'); });
  if (option == words.end())
    return fmt::format("`{}` is one word too many", words.empty() ? "" : words.front());
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands()) {
    for (const CLI::Option* known : command->get_options()) names.push_back(known->get_name());
  }
  const std::string name = option->substr(0, option->find('='));
  const auto near = nearest(name, names);
  return fmt::format("there is no option `{}`{}", name,
                     near ? fmt::format("; did you mean `{}`?", *near) : "");
}

// The words of the command line, one of which may be an address with a password in the wrong place.
std::vector<std::string> g_words;

int fail(const std::string& message, Failure failure) {
  say(fmt::format("seedbed: {}\n", conceal_passwords(message, g_words)));
  return static_cast<int>(failure);
}

int wrong_usage(const std::string& message, const CLI::App& app) {
  const auto used = app.get_subcommands();
  return fail(fmt::format("{}\nRun `seedbed {}--help` for what is expected.", message,
                          used.empty() ? "" : used.front()->get_name() + " "),
              Failure::usage);
}

int run(int argc, char** argv) {
  CLI::App app(
      "seedbed fills databases with people who never existed: it simulates a population from a model and "
      "loads\n"
      "what they did. `seedbed COMMAND --help` describes a command.",
      "seedbed");
  app.require_subcommand(1);
  app.set_version_flag("--version", "seedbed " SEEDBED_VERSION, "Print the version");
  LoadArguments load;
  std::vector<std::string> check_models;
  std::vector<std::string> check_set;
  std::string show_model;
  bool models_json = false;
  add_load(app, load);
  CLI::App* check =
      app.add_subcommand("check", "Report every error and warning of models, and how many rows to expect");
  check->add_option("model", check_models, "Bundled models' names, or paths of .toml files")
      ->required()
      ->type_name("MODEL");
  check->add_option("--set", check_set, "Set a parameter of the model; may be repeated")
      ->type_name("NAME=VALUE")
      ->allow_extra_args(false);
  PreviewArguments preview;
  add_preview(app, preview);
  SchemaArguments schema;
  add_schema(app, schema);
  GraphArguments graph;
  add_graph(app, graph);
  VerifyArguments verify;
  add_verify(app, verify);
  DropArguments drop;
  add_drop(app, drop);
  CLI::App* models = app.add_subcommand("models", "List the bundled models");
  models->add_flag("--json", models_json, "As a JSON array");
  CLI::App* show = app.add_subcommand("show", "Print a model's TOML, to copy and edit");
  show->add_option("model", show_model, "A bundled model's name, or a path")->required()->type_name("MODEL");
  CLI::App* version = app.add_subcommand("version", "Print the version");

  if (const std::string problem = unknown_command(app, argc, argv); !problem.empty())
    return fail(problem, Failure::usage);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& help) {
    return app.exit(help);
  } catch (const CLI::ParseError& error) {
    return wrong_usage(app.remaining(true).empty() ? error.what() : unexpected(app), app);
  }
  if (check->parsed()) return run_check_command(check_models, check_set);
  if (app.got_subcommand("preview")) return run_preview_command(preview);
  if (app.got_subcommand("schema")) return run_schema_command(schema);
  if (app.got_subcommand("graph")) return run_graph_command(graph);
  if (app.got_subcommand("verify")) return run_verify_command(verify);
  if (app.got_subcommand("drop")) return run_drop_command(drop);
  if (models->parsed()) return run_models_command(models_json);
  if (show->parsed()) return run_show_command(show_model);
  if (version->parsed()) {
    fmt::print("seedbed {}\n", SEEDBED_VERSION);
    return 0;
  }
  return run_load_command(load);
}

}  // namespace

int run_command_line(int argc, char** argv) {
  g_words.assign(argv, argv + argc);
  keep_standard_streams();
  handle_signals();
  try {
    const int status = run(argc, argv);
    if (std::fflush(stdout) == 0 || errno == EPIPE) return status;
    return fail(fmt::format("cannot write to standard output: {}", std::strerror(errno)), Failure::load);
  } catch (const OutputClosed&) {
    return 0;  // the reader has seen enough
  } catch (const model::ModelError& error) {
    say(fmt::format("{}\n", error.what()));  // lines that begin with the file's name
    return static_cast<int>(error.failure());
  } catch (const Error& error) {
    return fail(error.what(), error.failure());
  } catch (const std::bad_alloc&) {
    return fail("out of memory; the target is as it was before", Failure::load);
  } catch (const std::system_error& error) {  // fmt::print() to standard output
    return error.code() == std::errc::broken_pipe ? 0 : fail(error.what(), Failure::load);
  } catch (const std::exception& error) {
    return fail(error.what(), Failure::load);
  }
}

}  // namespace seedbed
