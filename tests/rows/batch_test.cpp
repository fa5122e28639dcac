#include "rows/batch.hpp"

#include <string>

#include "rows/digest.hpp"
#include "support/catch.hpp"

using namespace seedbed;

namespace {

const Table kTable{"t", {{"n", Type::integer}, {"s", Type::text}}};

void append(Batch& batch, std::uint64_t number, const std::string& text) {
  batch.append_word(0, number);
  batch.append_bytes(1, text);
}

}  // namespace

TEST_CASE("a batch gives back what was appended", "[batch]") {
  Batch batch(kTable);
  batch.reserve(2);
  append(batch, 7, "seven");
  append(batch, static_cast<std::uint64_t>(-1), "");
  batch.finish_rows(2);
  CHECK(batch.rows() == 2);
  CHECK(batch.integer(0, 0) == 7);
  CHECK(batch.integer(0, 1) == -1);
  CHECK(batch.bytes(1, 0) == "seven");
  CHECK(batch.bytes(1, 1).empty());
  CHECK_FALSE(batch.has_nulls(0));
  CHECK(batch.ranks().empty());
}

TEST_CASE("nulls are distinguished in every row, also far after the last null", "[batch]") {
  Batch batch(kTable);
  for (std::uint64_t row = 0; row < 200; ++row) {
    if (row == 0 || row == 63 || row == 64 || row == 130) {
      batch.append_null(0);
    } else {
      batch.append_word(0, row);
    }
    batch.append_bytes(1, "x");
  }
  batch.finish_rows(200);
  CHECK(batch.has_nulls(0));
  CHECK_FALSE(batch.has_nulls(1));
  for (std::size_t row = 0; row < 200; ++row) {
    const bool expected = row == 0 || row == 63 || row == 64 || row == 130;
    CHECK(batch.is_null(0, row) == expected);
  }
}

TEST_CASE("a cleared batch is empty and keeps its memory", "[batch]") {
  Batch batch(kTable);
  for (int i = 0; i < 100; ++i) {
    batch.append_null(0);
    batch.append_bytes(1, "text");
    batch.append_rank(1);
  }
  batch.finish_rows(100);
  const auto capacity = batch.capacity_bytes();
  CHECK(capacity >= 100 * (8 + 8 + 8 + 4));
  batch.clear();
  CHECK(batch.rows() == 0);
  CHECK(batch.capacity_bytes() == capacity);
  append(batch, 1, "a");
  batch.finish_rows(1);
  CHECK_FALSE(batch.is_null(0, 0));
  CHECK(batch.bytes(1, 0) == "a");
  CHECK(batch.ranks().empty());
}
