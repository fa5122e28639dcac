// The digest of a table: the sum modulo 2^128, over its rows, of XXH3-128 of the row's canonical bytes.
// Independent of the order of rows, of threads and of splits; 0 for an empty table.
//
// Canonical bytes of a row: the table's name, a zero byte, then for each column in order a tag and the value,
// little-endian: 0 null | 1 boolean, 1 byte | 2 integer, 8 bytes | 3 real, 8 (-0 as 0) | 4 decimal, 1 byte of
// scale and 8 | 5 text, 4 bytes of length and the bytes | 6 time, 8 | 7 date, 8 | 8 duration, 8 | 9 uuid, 16
// | 10 json, 4 bytes of length and the bytes. Values are those of rows/batch.hpp, before any sink's
// conversion.
#pragma once
#include <cstdint>
#include <string>

namespace seedbed {

struct Digest {
  std::uint64_t low = 0;
  std::uint64_t high = 0;

  Digest& operator+=(const Digest& other) {
    low += other.low;
    high += other.high + (low < other.low ? 1 : 0);
    return *this;
  }
  friend bool operator==(const Digest&, const Digest&) = default;
};

// 32 lower-case hexadecimal digits, the most significant first.
[[nodiscard]] std::string to_hex(const Digest& digest);

class Batch;
// The digest of the batch's rows, from its columns: for checks; the generator computes the same while it
// makes them.
[[nodiscard]] Digest digest_of(const Batch& batch);

}  // namespace seedbed
