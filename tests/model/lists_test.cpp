// [list.*] and pick(list).
#include <filesystem>
#include <fstream>

#include "document/diagnostics.hpp"
#include "model/compile/model_compiler.hpp"
#include "support/catch.hpp"
#include "support/temporary_folder.hpp"

using namespace seedbed;
using seedbed::model::CompileOptions;

namespace {

std::string with_list(const std::string& list) {
  return "[clock]\nstart = 2024-01-01T00:00:00Z\nduration = \"1d\"\ntick = \"1h\"\n" + list +
         "\n[actor.a]\ncount = 1\ninitial = \"x\"\n[actor.a.attributes]\nword = \"pick(words)\"\n"
         "[[actor.a.transition]]\nname = \"go\"\nfrom = \"x\"\nchance = \"50%\"\nemit = [\"t\"]\n"
         "[table.t.columns]\nword = \"word\"\n";
}

std::string problem(const std::string& text, const std::string& folder) {
  CompileOptions options;
  options.folder = folder;
  std::vector<std::string> warnings;
  try {
    (void)model::compile_model(text, "m.toml", "m", options, warnings);
  } catch (const model::ModelError& error) {
    return error.what();
  }
  return "";
}

void write(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

}  // namespace

TEST_CASE("lists of values, of weights and of a file are read") {
  const test::TemporaryFolder folder;
  const std::string path = folder.path();
  write(path + "/words.txt", "\xef\xbb\xbfone\t3\r\n\r\ntwo\r\nthree\t0.5");
  CHECK(problem(with_list("[list.words]\nvalues = [\"a\", \"b\"]"), path).empty());
  CHECK(problem(with_list("[list.words]\nvalues = { a = 85, b = 0.5 }"), path).empty());
  CHECK(problem(with_list("[list.words]\nfile = \"words.txt\""), path).empty());

  CompileOptions options;
  options.folder = path;
  std::vector<std::string> warnings;
  const auto model =
      model::compile_model(with_list("[list.words]\nfile = \"words.txt\""), "m.toml", "m", options, warnings);
  REQUIRE_FALSE(model.program.lists.empty());  // the built-in ones follow
  REQUIRE(model.program.lists[0].words.size() == 3);
  CHECK(model.program.lists[0].words[0].view() == "one");
  CHECK(model.program.lists[0].words[2].view() == "three");
  write(path + "/words.txt", "one\t3\ntwo\nthree\t1");
  const auto other =
      model::compile_model(with_list("[list.words]\nfile = \"words.txt\""), "m.toml", "m", options, warnings);
  CHECK(model.digest != other.digest);  // the digest includes the files that a model names
}

TEST_CASE("errors of a list give their location") {
  const test::TemporaryFolder folder;
  const std::string path = folder.path();
  using Catch::Matchers::StartsWith;
  CHECK_THAT(problem(with_list("[list.words]\nvalues = []"), path),
             StartsWith("m.toml:5:7: error: [list.words] is empty"));
  CHECK_THAT(problem(with_list("[list.words]\nvalues = { a = 0, b = 0 }"), path),
             StartsWith("m.toml:5:7: error: [list.words]: all weights are 0"));
  CHECK_THAT(problem(with_list("[list.words]\nvalues = { a = 1, b = -2 }"), path),
             StartsWith("m.toml:6:23: error: the weight of `b` in [list.words]: expected a number from 0"));
  CHECK_THAT(problem(with_list("[list.words]\nvalues = [\"a\", 3]"), path),
             StartsWith("m.toml:6:16: error: a value of [list.words]: expected a text"));
  CHECK_THAT(
      problem(with_list("[list.word]\nvalues = [\"a\"]"), path),
      StartsWith("m.toml:11:14: error: a.attributes.word: there is no list `words`; did you mean `word`?"));
  CHECK_THAT(problem(with_list("[list.words]"), path),
             StartsWith("m.toml:5:7: error: [list.words]: expected either"));
  CHECK_THAT(problem(with_list("[list.words]\nfile = \"none.txt\""), path),
             StartsWith("m.toml:6:8: error: `file` \"none.txt\": there is no such file"));
  write(path + "/bad.txt", "one\t3\ntwo\tmany\n");
  CHECK_THAT(problem(with_list("[list.words]\nfile = \"bad.txt\""), path),
             StartsWith(path + "/bad.txt:2:5: error: expected a weight"));
  write(path + "/latin.txt", "one\ncaf\xe9\n");
  CHECK_THAT(problem(with_list("[list.words]\nfile = \"latin.txt\""), path),
             StartsWith(path + "/latin.txt:2:4: error: expected UTF-8"));
}

TEST_CASE("a list file outside of the model's folder is an error, also through a link") {
  const test::TemporaryFolder folder;
  const std::string path = folder.path();
  std::filesystem::create_directory(path + "/inside");
  write(path + "/secret.txt", "secret\n");
  std::filesystem::create_symlink(path + "/secret.txt", path + "/inside/link.txt");
  for (const char* name : {"../secret.txt", "link.txt", "/etc/hostname"}) {
    CHECK(problem(with_list(std::string("[list.words]\nfile = \"") + name + "\""), path + "/inside") != "");
  }
  write(path + "/inside/words.txt", "word\n");
  CHECK(problem(with_list("[list.words]\nfile = \"../inside/words.txt\""), path + "/inside").empty());
}
