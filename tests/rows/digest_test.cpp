#include "rows/digest.hpp"

#include <string>
#include <vector>

#include "base/hash.hpp"
#include "rows/batch.hpp"
#include "support/catch.hpp"

using namespace seedbed;

namespace {

const Table kTable{"t", {{"n", Type::integer}, {"s", Type::text}}};

Batch rows(const Table& table, std::vector<std::uint64_t> numbers) {
  Batch batch(table);
  for (const auto number : numbers) {
    batch.append_word(0, number);
    batch.append_bytes(1, "ab");
  }
  batch.finish_rows(numbers.size());
  return batch;
}

}  // namespace

TEST_CASE("a row's digest is the hash of its canonical bytes", "[digest]") {
  const std::string bytes("t\0\2\1\2\0\0\0\0\0\0\5\2\0\0\0ab", 18);
  const auto hash = XXH3_128bits(bytes.data(), bytes.size());
  CHECK(digest_of(rows(kTable, {0x0201})) == Digest{hash.low64, hash.high64});
}

TEST_CASE("a table's digest adds up, in any order and split", "[digest]") {
  Digest sum = digest_of(rows(kTable, {3}));
  sum += digest_of(rows(kTable, {1, 2}));
  CHECK(sum == digest_of(rows(kTable, {1, 2, 3})));
  CHECK(digest_of(rows(kTable, {})) == Digest{});
  CHECK_FALSE(digest_of(rows(kTable, {1})) == digest_of(rows(kTable, {1, 1})));
}

TEST_CASE("a digest depends on the table's name, the types and null", "[digest]") {
  const auto digest = digest_of(rows(kTable, {0}));
  CHECK_FALSE(digest == digest_of(rows({"u", kTable.columns}, {0})));
  CHECK_FALSE(digest == digest_of(rows({"t", {{"n", Type::time}, {"s", Type::text}}}, {0})));
  Batch null(kTable);
  null.append_null(0);
  null.append_bytes(1, "ab");
  null.finish_rows(1);
  CHECK_FALSE(digest == digest_of(null));
}

TEST_CASE("a digest takes a negative zero for zero, in reals only", "[digest]") {
  const std::uint64_t negative_zero = std::uint64_t{1} << 63;
  const Table reals{"t", {{"n", Type::real}, {"s", Type::text}}};
  CHECK(digest_of(rows(reals, {negative_zero})) == digest_of(rows(reals, {0})));
  CHECK_FALSE(digest_of(rows(kTable, {negative_zero})) == digest_of(rows(kTable, {0})));
}

TEST_CASE("sums carry, and hexadecimal digits begin with the most significant", "[digest]") {
  Digest digest{~std::uint64_t{0}, 1};
  digest += Digest{2, 0};
  CHECK(digest == Digest{1, 2});
  CHECK(to_hex(digest) == "00000000000000020000000000000001");
}
