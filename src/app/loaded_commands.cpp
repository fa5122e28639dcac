#include "app/loaded_commands.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <vector>

#include "app/compiled_model.hpp"
#include "app/console.hpp"
#include "app/interrupt.hpp"
#include "base/error.hpp"
#include "base/json_writer.hpp"
#include "base/numbers.hpp"
#include "sink/model_drop.hpp"
#include "sink/registry.hpp"

namespace seedbed {
namespace {

const char* verdict_name(Verdict verdict) {
  switch (verdict) {
    case Verdict::agrees: return "ok";
    case Verdict::counted: return "counted";
    case Verdict::unknown: return "unknown";
    case Verdict::differs: return "differs";
  }
  return "?";
}

std::string note_of(const VerifiedTable& table) {
  switch (table.verdict) {
    case Verdict::agrees: return "digest ok";
    case Verdict::differs: return "DIFFERS: " + table.detail;
    default: return table.detail;
  }
}

// "5 of 6 tables hold what was loaded, 1 differs": every verdict that occurs.
std::string conclusion(const Verification& verification) {
  const auto count = [&](Verdict verdict) {
    return std::count_if(verification.tables.begin(), verification.tables.end(),
                         [&](const VerifiedTable& table) { return table.verdict == verdict; });
  };
  std::string text =
      fmt::format("{} of {} tables hold what was loaded", count(Verdict::agrees), verification.tables.size());
  if (const auto n = count(Verdict::counted)) text += fmt::format(", {} by their number of rows", n);
  if (const auto n = count(Verdict::unknown)) text += fmt::format(", {} cannot be compared", n);
  if (const auto n = count(Verdict::differs))
    text += fmt::format(", {} {}", n, n == 1 ? "differs" : "differ");
  return text;
}

LoadedOptions options_of(const std::string& schema, bool changes) {
  return {schema, changes, signal_interrupt()};
}

// The names that MODEL may have in a record: the word itself, the name in its file, the name of the file.
std::vector<std::string> possible_names(const std::string& model) {
  std::vector<std::string> names{model};
  if (!model.ends_with(".toml")) return names;
  try {
    names.push_back(compile_named_model(model, {}, Warnings::drop).model.name);
  } catch (const Error& error) {  // the file may have been changed or removed since it was loaded
    if (error.failure() == Failure::interrupted) throw;
  }
  names.push_back(std::filesystem::path(model).stem().string());
  return names;
}

}  // namespace

std::string verification_text(const Verification& verification, const std::string& display_name) {
  std::size_t name_width = 0;
  std::size_t rows_width = 0;
  for (const VerifiedTable& table : verification.tables) {
    name_width = std::max(name_width, table.name.size());
    rows_width = std::max(rows_width, format_count(table.found_rows).size());
  }
  std::string text = fmt::format("{}: {} {}\n", display_name, verification.loads,
                                 verification.loads == 1 ? "load" : "loads");
  for (const VerifiedTable& table : verification.tables) {
    text +=
        fmt::format("  {:<{}}  {:>{}} {:<4}  {}\n", table.name, name_width, format_count(table.found_rows),
                    rows_width, table.found_rows == 1 ? "row" : "rows", note_of(table));
  }
  return text + conclusion(verification) + "\n";
}

std::string verification_json(const Verification& verification) {
  std::string tables;
  for (const VerifiedTable& table : verification.tables) {
    tables += fmt::format(
        R"({}{}: {{"verdict": "{}", "rows_recorded": {}, "rows": {}, "digest_recorded": "{}", "digest": {}, "detail": {}}})",
        tables.empty() ? "" : ", ", json_string(table.name), verdict_name(table.verdict), table.recorded_rows,
        table.found_rows, to_hex(table.recorded_digest),
        table.found_digest ? json_string(to_hex(*table.found_digest)) : "null", json_string(table.detail));
  }
  return fmt::format("{{\"ok\": {}, \"loads\": {}, \"tables\": {{{}}}}}\n", !verification.differs(),
                     verification.loads, tables);
}

int run_verify_command(const VerifyArguments& arguments) {
  const auto database = open_loaded(parse_target(arguments.target), options_of(arguments.schema, false));
  const Verification verification = verify_loads(*database);
  fmt::print("{}", arguments.json ? verification_json(verification)
                                  : verification_text(verification, database->display_name()));
  return verification.differs() ? static_cast<int>(Failure::load) : 0;
}

int run_drop_command(const DropArguments& arguments) {
  const auto names = possible_names(arguments.model);
  const auto database = open_loaded(parse_target(arguments.target), options_of(arguments.schema, true));
  const DroppedModel dropped = drop_model(*database, names);
  for (const std::string& removed : dropped.removed) say(fmt::format("dropped {}\n", removed));
  for (const std::string& note : dropped.notes) say(fmt::format("note: {}\n", note));
  return 0;
}

}  // namespace seedbed
