#include "rows/row_log.hpp"

#include <string>

#include "support/catch.hpp"

using namespace seedbed;

TEST_CASE("a row's cells lie behind its place, index and null flags", "[row_log]") {
  const Table narrow{"t", {{"n", Type::integer}, {"s", Type::text}, {"u", Type::uuid}, {"b", Type::boolean}}};
  const RowLayout layout(narrow);
  CHECK(layout.null_words() == 1);
  CHECK(layout.offset(0) == 24);
  CHECK(layout.offset(1) == 32);
  CHECK(layout.offset(2) == 48);
  CHECK(layout.offset(3) == 64);
  CHECK(layout.stride() == 72);

  Table wide{"w", {}};
  for (int c = 0; c < 65; ++c) wide.columns.push_back({"c" + std::to_string(c), Type::integer});
  CHECK(RowLayout(wide).null_words() == 2);
  CHECK(RowLayout(wide).offset(0) == 32);
}

TEST_CASE("a log keeps its rows while it grows, and their texts", "[row_log]") {
  const Table table{"t", {{"s", Type::text}}};
  const RowLayout layout(table);
  RowLog log(layout);
  constexpr std::int64_t kRows = 5000;
  for (std::int64_t i = 0; i < kRows; ++i) {
    char* row = log.append();
    const std::string text = "text " + std::to_string(i) + std::string(static_cast<std::size_t>(i % 50), 'x');
    const std::string_view kept = log.texts().copy(text);
    store_as(row + RowLayout::kTime, i - 100);
    store_as(row + RowLayout::kIndex, static_cast<std::uint64_t>(i * 3));
    store_as(row + layout.offset(0), kept.data());
    store_as(row + layout.offset(0) + 8, std::uint64_t{kept.size()});
  }
  REQUIRE(log.rows() == kRows);
  bool same = true;
  for (std::int64_t i = 0; i < kRows; ++i) {
    const char* row = log.row(static_cast<std::size_t>(i));
    const std::string_view text(load_as<const char*>(row + layout.offset(0)),
                                load_as<std::uint64_t>(row + layout.offset(0) + 8));
    same = same && row_time(row) == i - 100 && row_index(row) == static_cast<std::uint64_t>(i * 3);
    same = same && text == "text " + std::to_string(i) + std::string(static_cast<std::size_t>(i % 50), 'x');
  }
  CHECK(same);
}

TEST_CASE("a cleared log is empty and can be filled again, after a crowded window too", "[row_log]") {
  const Table table{"t", {{"n", Type::integer}}};
  const RowLayout layout(table);
  RowLog log(layout);
  for (const int rows : {100'000, 3, 3, 70}) {  // the second clear() gives the crowded window's memory back
    for (std::int64_t i = 0; i < rows; ++i) store_as(log.append(), i);
    CHECK(row_time(log.row(log.rows() - 1)) == rows - 1);
    CHECK(log.texts().copy("kept") == "kept");
    log.clear();
    CHECK(log.rows() == 0);
    CHECK(log.texts().empty());
  }
}
