// Cells as people read them, and columns that stand below each other.
#include "app/text_table.hpp"
#include "support/catch.hpp"

using namespace seedbed;

namespace {

std::string text_cell(const std::string& text) {
  const Table table{"t", {{"text", Type::text}}};
  Batch batch(table);
  batch.append_bytes(0, text);
  batch.finish_rows(1);
  return readable_cell(batch, 0, 0);
}

std::string word_cell(Type type, std::int64_t value) {
  const Table table{"t", {{"value", type}}};
  Batch batch(table);
  batch.append_word(0, static_cast<std::uint64_t>(value));
  batch.finish_rows(1);
  return readable_cell(batch, 0, 0);
}

std::string repeated(std::size_t times, const std::string& text) {
  std::string result;
  for (std::size_t i = 0; i < times; ++i) result += text;
  return result;
}

}  // namespace

TEST_CASE("long texts are cut between code points") {
  CHECK(text_cell(repeated(kWidestCell, "x")) == repeated(kWidestCell, "x"));
  CHECK(text_cell(repeated(kWidestCell + 1, "x")) == repeated(kWidestCell - 1, "x") + "…");
  CHECK(text_cell(repeated(kWidestCell, "ü")) == repeated(kWidestCell, "ü"));
  CHECK(text_cell(repeated(kWidestCell + 1, "ü")) == repeated(kWidestCell - 1, "ü") + "…");
  CHECK(text_cell(repeated(kWidestCell - 1, "x") + "\n") == repeated(kWidestCell - 1, "x") + "…");
  CHECK(text_cell("") == "");
}

TEST_CASE("control characters are written as escapes") {
  CHECK(text_cell("a\n\t\x1b[1m\x7f") == "a\\n\\t\\x1b[1m\\x7f");
}

TEST_CASE("times have fractions where there are any, durations are short") {
  CHECK(word_cell(Type::time, 1'704'067'200'000'000) == "2024-01-01 00:00:00");
  CHECK(word_cell(Type::time, 1'704'067'200'000'001) == "2024-01-01 00:00:00.000001");
  CHECK(word_cell(Type::date, 19'723) == "2024-01-01");
  CHECK(word_cell(Type::duration, 7'200'000'000) == "2h");
  CHECK(word_cell(Type::duration, -1'500'000) == "-1.5s");
  CHECK(word_cell(Type::boolean, 1) == "true");
}

TEST_CASE("numbers stand to the right, text to the left, widths are in code points") {
  const Table table{"t", {{"name", Type::text}, {"n", Type::integer}, {"last", Type::text}}};
  CHECK(aligned(table, {{"ü", "1", "a"}, {"lengthy", "-100", ""}}) ==
        "  name        n  last\n"
        "  ü           1  a\n"
        "  lengthy  -100\n");
}
