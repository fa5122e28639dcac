// The reader of row files: RFC 4180, and the place of everything that is wrong.
#include "document/csv.hpp"

#include <fmt/format.h>

#include <string>
#include <vector>

#include "support/catch.hpp"

namespace seedbed::model {
namespace {

using Lines = std::vector<std::string>;

// A line a row, the header first: cells in brackets, quoted ones in quotes too; or what is wrong.
Lines read(const std::string& text) {
  Diagnostics diagnostics("m.toml");
  const auto table = parse_csv(text, "x.csv", diagnostics);
  CHECK(table.has_value() != diagnostics.failed());
  if (!table) return diagnostics.lines();
  Lines lines(1 + table->rows());
  const auto shown = [](const CsvCell& cell) {
    const std::string quote = cell.quoted ? "\"" : "";
    return fmt::format("[{}{}{}]", quote, cell.text, quote);
  };
  for (const CsvCell& cell : table->header) lines[0] += shown(cell);
  for (std::size_t r = 0; r < table->rows(); ++r) {
    for (std::size_t c = 0; c < table->header.size(); ++c) lines[r + 1] += shown(table->at(r, c));
  }
  return lines;
}

struct Case {
  std::string what;
  std::string text;
  Lines lines;
};

void check(const std::vector<Case>& cases) {
  for (const Case& c : cases) {
    INFO(c.what);
    CHECK(read(c.text) == c.lines);
  }
}

// Where each cell stands, the header's first: "1:1 1:3 2:1".
std::string places(const std::string& text) {
  Diagnostics diagnostics("m.toml");
  const auto table = parse_csv(text, "x.csv", diagnostics);
  if (!table) return "wrong";
  std::string all;
  for (const auto* cells : {&table->header, &table->cells}) {
    for (const CsvCell& cell : *cells)
      all += fmt::format("{}{}:{}", all.empty() ? "" : " ", cell.at.line, cell.at.column);
  }
  return all;
}

}  // namespace

TEST_CASE("rows of comma-separated values") {
  check({
      {"plain", "a,b\n1,2\n3,4\n", {"[a][b]", "[1][2]", "[3][4]"}},
      {"lines end in CR LF", "a,b\r\n1,2\r\n", {"[a][b]", "[1][2]"}},
      {"both line ends", "a\r\n1\n2\r\n", {"[a]", "[1]", "[2]"}},
      {"the last line ends with the file", "a,b\n1,2", {"[a][b]", "[1][2]"}},
      {"so does a quoted cell", "a\n\"1\"", {"[a]", "[\"1\"]"}},
      {"a header alone", "a,b\n", {"[a][b]"}},
      {"a header alone without a line end", "a,b", {"[a][b]"}},
      {"empty cells", "a,b,c\n,,\n1,,3\n", {"[a][b][c]", "[][][]", "[1][][3]"}},
      {"an empty last cell at the end of the file", "a,b\n1,", {"[a][b]", "[1][]"}},
      {"an empty line is a row of one empty cell", "a\n\n1\n", {"[a]", "[]", "[1]"}},
      {"spaces belong to the cell", "a,b\n 1 , 2\n", {"[a][b]", "[ 1 ][ 2]"}},
      {"a CR inside a line belongs to the cell", "a,b\n1\r2,3\n", {"[a][b]", "[1\r2][3]"}},
      {"UTF-8", "näme,größe\n日本,ß\n", {"[näme][größe]", "[日本][ß]"}},
  });
}

TEST_CASE("quoted cells") {
  check({
      {"a comma", "a,b\n\"1,2\",3\n", {"[a][b]", "[\"1,2\"][3]"}},
      {"a doubled quote", "a\n\"say \"\"hi\"\"\"\n", {"[a]", "[\"say \"hi\"\"]"}},
      {"only a quote", "a\n\"\"\"\"\n", {"[a]", "[\"\"\"]"}},
      {"two in a row", "a\n\"\"\"\"\"\"\n", {"[a]", "[\"\"\"\"]"}},
      {"an LF", "a,b\n\"1\n2\",3\n", {"[a][b]", "[\"1\n2\"][3]"}},
      {"a CR LF", "a,b\r\n\"1\r\n2\",3\r\n", {"[a][b]", "[\"1\r\n2\"][3]"}},
      {"empty, yet quoted", "a,b\n\"\",\n", {"[a][b]", "[\"\"][]"}},
      {"in the header", "\"a,b\",\"c\n\"\"d\"\n1,2\n", {"[\"a,b\"][\"c\n\"d\"]", "[1][2]"}},
      {"many with doubled quotes keep their bytes",
       "a,b\n\"\"\"1\",\"\"\"2\"\n\"\"\"3\",\"4\"\n",
       {"[a][b]", "[\"\"1\"][\"\"2\"]", "[\"\"3\"][\"4\"]"}},
  });
}

TEST_CASE("every cell knows its line and column, in characters") {
  CHECK(places("a,bb\n1,2\n") == "1:1 1:3 2:1 2:3");
  CHECK(places("ä,b\n日本,2\n") == "1:1 1:3 2:1 2:4");
  CHECK(places("a,b\r\n\"x\r\nyz\",\"2\"\r\n3,4") == "1:1 1:3 2:1 3:5 4:1 4:3");
  CHECK(places("a,b\n\"\n\n\",\n,") == "1:1 1:3 2:1 4:3 5:1 5:2");
}

TEST_CASE("what is wrong with a row file, and where") {
  const std::string behind = "text behind a closing quote: expected a comma or the end of the line";
  const std::string inside = "a quote inside a cell: put the whole cell in quotes and double this one";
  check({
      {"nothing in it", "", {"x.csv:1:1: error: the file is empty: expected a line with the columns' names"}},
      {"an empty header", "\n1\n", {"x.csv:1:1: error: a column has no name"}},
      {"a column without a name", "a,,b\n1,2,3\n", {"x.csv:1:3: error: a column has no name"}},
      {"a quoted one", "a,\"\"\n1,2\n", {"x.csv:1:3: error: a column has no name"}},
      {"a name twice", "a,b,a\n", {"x.csv:1:5: error: the column `a` stands twice in the header"}},
      {"twice, once quoted", "a,\"a\"\n", {"x.csv:1:3: error: the column `a` stands twice in the header"}},
      {"a short row", "a,b\n1,2\n3\n", {"x.csv:3:1: error: the row has 1 cell, the header 2"}},
      {"a long row", "a,b\n1,2,3\n", {"x.csv:2:1: error: the row has 3 cells, the header 2"}},
      {"an empty line where there are columns",
       "a,b\n1,2\n\n",
       {"x.csv:3:1: error: the row has 1 cell, the header 2"}},
      {"text behind a quote", "a,b\n\"1\"x,2\n", {"x.csv:2:4: error: " + behind}},
      {"a space behind a quote", "a,b\n\"1\" ,2\n", {"x.csv:2:4: error: " + behind}},
      {"behind a quote over lines", "a,b\n\"1\nää\"x,2\n", {"x.csv:3:4: error: " + behind}},
      {"a quote inside", "a,b\nä1\"2\",3\n", {"x.csv:2:3: error: " + inside}},
      {"in two cells",
       "a,b\n1\",\"2\"\n3,4\"\n",
       {"x.csv:2:2: error: " + inside, "x.csv:3:4: error: " + inside}},
      {"a quote that stays open",
       "a,b\n1,\"2\n3,4\n",
       {"x.csv:2:3: error: a quote is opened here and never closed"}},
      {"in the header", "a,\"b\n1,2\n", {"x.csv:1:3: error: a quote is opened here and never closed"}},
      {"in the first of two", "a,b\n\"1,2\n", {"x.csv:2:1: error: a quote is opened here and never closed"}},
      {"at the very end", "a\n\"", {"x.csv:2:1: error: a quote is opened here and never closed"}},
      {"several at once",
       "a,a\n1\n\"2\"3,4\n",
       {"x.csv:1:3: error: the column `a` stands twice in the header",
        "x.csv:2:1: error: the row has 1 cell, the header 2", "x.csv:3:4: error: " + behind}},
  });
}

TEST_CASE("a file that is wrong everywhere is not reported row by row") {
  std::string text = "a,b\n";
  for (int i = 0; i < 1000; ++i) text += "1\n";
  CHECK(read(text).size() == 20);
}

}  // namespace seedbed::model
