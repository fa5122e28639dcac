// What the documents say is true: every command in them runs, every whole model is right.
#include <cstdlib>
#include <filesystem>

#include "command_line/program.hpp"
#include "support/catch.hpp"

using namespace seedbed::test;

namespace {

struct Document {
  std::string name;
  std::vector<std::string>
      commands;  // lines of ```console blocks that begin with `$ `, without those of scripts/
  std::vector<std::string> models;  // ```toml blocks that begin with [model]
};

Document read_document(const std::string& name) {
  Document document{name, {}, {}};
  bool inside = false;
  std::string language;
  std::string block;
  for (const std::string& line : lines_of(read_file(std::string(SEEDBED_SOURCE_DIR) + "/" + name))) {
    if (line.starts_with("```")) {
      if (inside && language == "toml" && block.starts_with("[model]")) document.models.push_back(block);
      inside = !inside;
      language = line.substr(3);
      block.clear();
    } else if (inside) {
      block += line + "\n";
      const bool command = language == "console" && line.starts_with("$ ") && !line.starts_with("$ scripts/");
      if (command) document.commands.push_back(line.substr(2));
    }
  }
  return document;
}

void check_document(const std::string& name, std::size_t commands, std::size_t models) {
  const Document document = read_document(name);
  CHECK(document.commands.size() >= commands);  // else they are no longer found
  CHECK(document.models.size() >= models);
  const TemporaryFolder folder;
  const std::string program_folder = std::filesystem::path(SEEDBED_PROGRAM).parent_path().string();
  for (const std::string& line : document.commands) {
    Command command{{"bash", "-c", "set -e; " + line}, folder.path(), {}, "", 0};
    command.environment.emplace_back("PATH", program_folder + ":" + std::getenv("PATH"));
    const Outcome outcome = run(command);
    CAPTURE(name, line, outcome.err);
    CHECK(outcome.status == 0);
  }
  for (const std::string& model : document.models) {
    write_file(folder.file("document.toml"), model);
    const Outcome check = run_seedbed(folder, {"check", "document.toml"});
    CAPTURE(name, model, check.err);
    CHECK(check.status == 0);
    CHECK(check.err == "");
    CHECK(run_seedbed(folder, {"load", "document.toml", "--to", "document.db", "--if-exists", "replace"})
              .status == 0);
  }
}

}  // namespace

TEST_CASE("the commands of README.md run") { check_document("README.md", 11, 0); }

TEST_CASE("the commands and models of docs/model.md run") { check_document("docs/model.md", 3, 2); }

TEST_CASE("the commands of docs/architecture.md run") { check_document("docs/architecture.md", 0, 0); }
