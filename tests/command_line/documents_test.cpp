// The documents are true: every command in them runs and prints the output that is shown below it, and every
// whole model is right.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <regex>

#include "command_line/program.hpp"
#include "support/catch.hpp"
#include "support/postgres.hpp"

using namespace seedbed::test;

namespace {

// A fenced block that can be run, or a line of one.
struct Block {
  enum class Kind { command, model, sql, answer } kind;
  std::string text;
  std::string output = {};  // of a command: the lines that the document shows below it
};

// Lines of ```console blocks that begin with `$ `, except those of scripts/, with the output below them;
// ```toml blocks that begin with [model]; ```sql blocks, and the ```text blocks that are their answers.
std::vector<Block> read_document(const std::string& name) {
  std::vector<Block> blocks;
  bool inside = false;
  std::string language;
  std::string block;
  for (const std::string& line : lines_of(read_file(std::string(SEEDBED_SOURCE_DIR) + "/" + name))) {
    if (line.starts_with("```")) {
      if (inside && language == "toml" && block.starts_with("[model]"))
        blocks.push_back({Block::Kind::model, block});
      if (inside && language == "sql") blocks.push_back({Block::Kind::sql, block});
      if (inside && language == "text" && !blocks.empty() && blocks.back().kind == Block::Kind::sql)
        blocks.push_back({Block::Kind::answer, block});
      inside = !inside;
      language = line.substr(3);
      block.clear();
    } else if (inside) {
      block += line + "\n";
      if (language != "console" || line.starts_with("$ scripts/")) continue;
      if (line.starts_with("$ "))
        blocks.push_back({Block::Kind::command, line.substr(2)});
      else if (!blocks.empty() && blocks.back().kind == Block::Kind::command)
        blocks.back().output += line + "\n";
    }
  }
  return blocks;
}

struct Counts {
  std::size_t commands = 0;
  std::size_t models = 0;
  std::size_t sql = 0;
  std::size_t outputs = 0;  // that are shown below a command or SQL
};

// `output` without what differs between runs, machines and versions of SQLite: durations and speeds, sizes of
// files, the widths of columns, and blanks at the ends of lines.
std::string comparable(std::string output) {
  for (const auto& [pattern, by] : std::vector<std::pair<const char*, const char*>>{
           {"in [0-9.]+ s \\([0-9,]+ rows/s\\)", "in 1 s (1 rows/s)"},
           {"\\([0-9.]+ [kMG]?B\\)", "(1 MB)"},
           {"--+", "--"},
           {" +", " "},
           {" \n", "\n"}})
    output = std::regex_replace(output, std::regex(pattern), by);
  return output;
}

void check_command(const TemporaryFolder& folder, const Block& block, const std::string& database) {
  const std::string program_folder = std::filesystem::path(SEEDBED_PROGRAM).parent_path().string();
  const std::string& line = block.text;
  const std::string options = block.output.empty() ? "set -e; " : "set -e; exec 2>&1; ";
  Command command{{"bash", "-c", options + line}, folder.path(), {}, "", 0};
  command.environment.emplace_back("PATH", program_folder + ":" + std::getenv("PATH"));
  if (!database.empty()) command.environment.emplace_back("PGDATABASE", database);
  const Outcome outcome = run(command);
  CAPTURE(line, outcome.err);
  CHECK(outcome.status == 0);
  if (!block.output.empty()) CHECK(comparable(outcome.out) == comparable(block.output));
}

// Checks and previews the model, loads it into null: and into document.db, and returns the digests of the
// load.
std::string check_model(const TemporaryFolder& folder, const std::string& model) {
  write_file(folder.file("document.toml"), model);
  const Outcome check = run_seedbed(folder, {"check", "document.toml"});
  CAPTURE(model, check.err);
  CHECK(check.status == 0);
  CHECK(check.err == "");
  CHECK(run_seedbed(folder, {"preview", "document.toml"}).status == 0);
  std::vector<std::string> words{"load", "document.toml", "--json", "--duration", "30d"};
  if (has(model, "customers ")) words.insert(words.end(), {"--set", "customers=500"});
  std::vector<std::string> to_file = words;
  to_file.insert(to_file.end(), {"--to", "document.db", "--if-exists", "replace"});
  words.insert(words.end(), {"--to", "null:"});
  const std::string digests = json(seedbed_out(folder, words), "$.digest");
  CHECK(json(seedbed_out(folder, to_file), "$.digest") == digests);
  return digests;
}

// The cells of an answer that `sqlite3 -column` printed, in the format of query(). Leaves out the two lines
// of the heading.
std::string cells_of(const std::string& answer) {
  std::string cells;
  const std::vector<std::string> lines = lines_of(answer);
  for (std::size_t i = 2; i < lines.size(); ++i) {
    for (std::size_t at = 0; at < lines[i].size();) {
      const std::size_t end = std::min(lines[i].find("  ", at), lines[i].size());
      if (at > 0) cells += '|';
      cells += lines[i].substr(at, end - at);
      at = std::min(lines[i].find_first_not_of(' ', end), lines[i].size());
    }
    cells += '\n';
  }
  return cells;
}

// Runs all blocks of a document in their order. SQL queries what the model before it made, or `file`, and
// must give the answer that follows it. Returns the digests of the last model.
std::string check_document(const std::string& name, const Counts& least,
                           const std::string& file = "document.db") {
  const TemporaryFolder folder;
  Counts found;
  std::string digests;
  std::string answer;
  const std::vector<Block> blocks = read_document(name);
  std::optional<TestDatabase> database;
  if (std::any_of(blocks.begin(), blocks.end(),
                  [](const Block& block) { return has(block.text, "postgresql:"); }))
    database.emplace();
  for (const Block& block : blocks) {
    CAPTURE(name);
    switch (block.kind) {
      case Block::Kind::command:
        ++found.commands;
        if (!block.output.empty()) ++found.outputs;
        check_command(folder, block, database ? database->name() : "");
        break;
      case Block::Kind::model:
        ++found.models;
        digests = check_model(folder, block.text);
        break;
      case Block::Kind::sql: {
        ++found.sql;
        CAPTURE(block.text);
        answer = query(folder.file(file), block.text);
        CHECK(answer != "");
        break;
      }
      case Block::Kind::answer: ++found.outputs; CHECK(cells_of(block.text) == answer);
    }
  }
  CHECK(found.commands >= least.commands);  // fewer: the blocks are no longer found
  CHECK(found.models >= least.models);
  CHECK(found.sql >= least.sql);
  CHECK(found.outputs >= least.outputs);
  return digests;
}

}  // namespace

TEST_CASE("the commands of README.md run") { check_document("README.md", {17, 0, 0, 3}); }

TEST_CASE("the commands of docs/postgres.md run") { check_document("docs/postgres.md", {10, 0, 0, 0}); }

TEST_CASE("the commands and models of docs/model.md run") { check_document("docs/model.md", {5, 3, 0, 0}); }

TEST_CASE("the models and queries of docs/limits.md run") { check_document("docs/limits.md", {0, 14, 5, 4}); }

TEST_CASE("the commands of docs/verify.md run") { check_document("docs/verify.md", {6, 0, 0, 2}); }

TEST_CASE("the steps of docs/shop.md run, and end with the bundled shop") {
  const std::string last = check_document("docs/shop.md", {7, 10, 10, 0});
  const TemporaryFolder folder;
  const std::string bundled = seedbed_out(
      folder, {"load", "shop", "--json", "--set", "customers=500", "--duration", "30d", "--to", "null:"});
  CHECK(json(bundled, "$.digest") == last);
}

TEST_CASE("the commands and queries of docs/models/mobile.md run and give the answers shown") {
  check_document("docs/models/mobile.md", {4, 0, 3, 3}, "mobile.db");
}

TEST_CASE("the commands and queries of docs/models/music.md run and give the answers shown") {
  check_document("docs/models/music.md", {4, 0, 3, 3}, "music.db");
}

TEST_CASE("the commands of docs/architecture.md run") { check_document("docs/architecture.md", {}); }
