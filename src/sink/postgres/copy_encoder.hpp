// Rows in the form that `COPY … FROM STDIN (FORMAT binary)` reads: the Postgres manual, "COPY", section
// "Binary Format", and the receive functions of the types. Pure: a batch in, bytes out.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rows/batch.hpp"
#include "rows/table.hpp"

namespace seedbed::postgres {

// Column types of a server that have an encoder. text stands for varchar and char too, which have its form.
enum class ServerType : std::uint8_t {
  boolean,
  int2,
  int4,
  int8,
  float4,
  float8,
  numeric,
  text,
  timestamptz,
  timestamp,
  date,
  interval,
  uuid,
  json,
  jsonb
};

// The type with this number in pg_type; nothing if it has no encoder.
[[nodiscard]] std::optional<ServerType> server_type(std::uint32_t oid);

// Every value of the model's type, or all that are in range, can be sent as the server's.
[[nodiscard]] bool is_encodable(Type from, ServerType to);

// What a COPY begins and ends with.
[[nodiscard]] std::string_view copy_header();
[[nodiscard]] std::string_view copy_trailer();

class CopyEncoder {
 public:
  // A server type a column, each is_encodable(). `table` must outlive the encoder.
  CopyEncoder(const Table& table, const std::vector<ServerType>& types);

  // Appends the batch's rows to `out`. `rows_before`: rows of the table before the batch, for messages.
  // Throws Error(Failure::load), naming table, row and column, for a value that is out of the column's range.
  void encode(const Batch& batch, std::uint64_t rows_before, std::vector<char>& out);

 private:
  enum class Step : std::uint8_t {
    boolean,
    int2,
    int4,
    int8,
    numeric,
    float4,
    float8,
    bytes,
    jsonb,
    time,
    date,
    interval
  };
  struct ColumnPlan {
    Step step;
    std::uint8_t scale;   // numeric
    std::uint16_t width;  // the most bytes that a cell takes, without those of the text
  };

  [[nodiscard]] static ColumnPlan plan_of(const Column& column, ServerType type);
  [[nodiscard]] std::size_t most_bytes(const Batch& batch) const;
  [[noreturn]] void throw_out_of_range(std::size_t column, std::uint64_t row, const Batch& batch,
                                       std::size_t batch_row) const;

  const Table* table_;
  std::vector<ColumnPlan> columns_;
  std::vector<ServerType> types_;
};

}  // namespace seedbed::postgres
