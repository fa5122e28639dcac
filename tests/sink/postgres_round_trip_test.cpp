// Encoding and decoding rows of every kind, from a fixed seed.
#include <bit>
#include <limits>
#include <random>
#include <string>

#include "postgres_golden.hpp"
#include "rows/digest.hpp"
#include "sink/postgres/copy/copy_decoder.hpp"
#include "sink/postgres/copy/copy_encoder.hpp"
#include "support/catch.hpp"
#include "support/rows.hpp"

using namespace seedbed;
using postgres::ByteBuffer;
using postgres::CopyDecoder;
using postgres::CopyEncoder;
using postgres::ServerType;
using test::Cell;
using test::Row;

namespace {

using Random = std::mt19937_64;

std::int64_t between(Random& random, std::int64_t least, std::int64_t most) {
  return std::uniform_int_distribution<std::int64_t>(least, most)(random);
}

// Of all magnitudes alike.
std::int64_t any_integer(Random& random, std::int64_t least, std::int64_t most) {
  const std::int64_t value = static_cast<std::int64_t>(random()) >> between(random, 0, 63);
  return value < least || value > most ? between(random, least, most) : value;
}

std::string any_text(Random& random) {
  std::string text(static_cast<std::size_t>(any_integer(random, 0, 300)), ' ');
  for (char& c : text) c = static_cast<char>(between(random, 1, 255));
  return text;
}

// A model's type and a server's that keeps it whole.
struct Pair {
  Type from;
  ServerType to;
};
constexpr Pair kPairs[] = {
    {Type::boolean, ServerType::boolean}, {Type::integer, ServerType::int2},
    {Type::integer, ServerType::int4},    {Type::integer, ServerType::int8},
    {Type::integer, ServerType::numeric}, {Type::real, ServerType::float8},
    {Type::decimal, ServerType::numeric}, {Type::text, ServerType::text},
    {Type::time, ServerType::timestamp},  {Type::time, ServerType::timestamptz},
    {Type::date, ServerType::date},       {Type::duration, ServerType::interval},
    {Type::uuid, ServerType::uuid},       {Type::json, ServerType::json},
    {Type::json, ServerType::text},       {Type::json, ServerType::jsonb},
};

Cell any_cell(Random& random, const Pair& pair) {
  constexpr auto kLeast = std::numeric_limits<std::int64_t>::min();
  constexpr auto kMost = std::numeric_limits<std::int64_t>::max();
  if (between(random, 0, 9) == 0) return nullptr;
  switch (pair.to) {
    case ServerType::boolean: return between(random, 0, 1);
    case ServerType::int2: return any_integer(random, -32'768, 32'767);
    case ServerType::int4: return any_integer(random, -2'147'483'648, 2'147'483'647);
    case ServerType::date: return any_integer(random, -2'440'588, 2'145'042'905);
    case ServerType::timestamp:
    case ServerType::timestamptz: return any_integer(random, -210'866'803'200'000'000, kMost);
    case ServerType::float8: return std::bit_cast<double>(random());
    case ServerType::uuid: {
      std::string bytes(16, '\0');
      for (char& c : bytes) c = static_cast<char>(between(random, 0, 255));
      return bytes;
    }
    default: break;
  }
  if (pair.from == Type::text || pair.from == Type::json) return any_text(random);
  return any_integer(random, kLeast, kMost);
}

struct Sample {
  Table table;
  std::vector<ServerType> types;
  std::vector<Row> rows;
};

Sample any_rows(Random& random) {
  std::vector<Pair> pairs;
  std::vector<Type> from;
  Sample sample;
  for (std::int64_t c = between(random, 0, 8); c > 0; --c) {
    pairs.push_back(kPairs[between(random, 0, std::ssize(kPairs) - 1)]);
    from.push_back(pairs.back().from);
    sample.types.push_back(pairs.back().to);
  }
  sample.table = test::make_table("sample", from);
  for (Column& column : sample.table.columns)
    if (column.type == Type::decimal) column.scale = static_cast<std::uint8_t>(between(random, 0, 30));
  for (std::int64_t r = between(random, 0, 100); r > 0; --r) {
    Row& row = sample.rows.emplace_back();
    for (const Pair& pair : pairs) row.push_back(any_cell(random, pair));
  }
  return sample;
}

std::string encoded(const Table& table, const std::vector<ServerType>& types, const Batch& batch) {
  ByteBuffer out;
  out.append(postgres::copy_header());
  CopyEncoder(table, types).encode(batch, 0, out);
  out.append(postgres::copy_trailer());
  return std::string(out.view());
}

// Decoded in chunks of 0 to `most` bytes; the batch is cleared now and then, as verifying does.
Digest decoded_digest(const Table& table, const std::vector<ServerType>& types, const std::string& bytes,
                      Random& random, std::int64_t most) {
  CopyDecoder decoder(table, types);
  Batch batch(table);
  Digest digest;
  std::uint64_t rows = 0;
  for (std::size_t at = 0; at < bytes.size();) {
    const auto size = std::min(bytes.size() - at, static_cast<std::size_t>(between(random, 0, most)));
    const std::string chunk = bytes.substr(at, size);  // its own memory, so that reading beyond it is seen
    decoder.decode(chunk, batch);
    at += size;
    if (between(random, 0, 3) == 0 || at == bytes.size()) {
      digest += digest_of(batch);
      rows += batch.rows();
      batch.clear();
    }
  }
  decoder.finish();
  CHECK(decoder.rows() == rows);
  return digest;
}

}  // namespace

TEST_CASE("what a server sends is decoded to the rows it holds", "[postgres]") {
  Random random(1);
  for (const test::Golden& golden : test::goldens()) {
    if (golden.table.name == "reals") continue;  // float4 is not whole
    INFO(golden.table.name);
    const Digest digest = digest_of(test::make_batch(golden.table, golden.rows));
    const std::string bytes = test::golden_file(golden.table.name + ".bin");
    for (const std::int64_t most : {1, 30, 1'000'000})
      CHECK(decoded_digest(golden.table, golden.types, bytes, random, most) == digest);
  }
}

TEST_CASE("any rows come back with their digest, however they are cut", "[postgres]") {
  Random random(2);
  for (int round = 0; round < 500; ++round) {
    const Sample sample = any_rows(random);
    const Batch batch = test::make_batch(sample.table, sample.rows);
    const std::string bytes = encoded(sample.table, sample.types, batch);
    const std::int64_t most = std::int64_t{1} << between(random, 0, 14);
    INFO("round " << round << ", chunks up to " << most);
    REQUIRE(decoded_digest(sample.table, sample.types, bytes, random, most) == digest_of(batch));
  }
}
