// The column types of a server that have binary encoders, and what they do to a model's values. Pure.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "rows/table.hpp"

namespace seedbed::postgres {

// `text` stands for varchar too, which has its form and its values. So has `character`, char(n), but the
// server fills it with spaces.
enum class ServerType : std::uint8_t {
  boolean,
  int2,
  int4,
  int8,
  float4,
  float8,
  numeric,
  text,
  character,
  timestamptz,
  timestamp,
  date,
  interval,
  uuid,
  json,
  jsonb
};

// The type with this number in pg_type; nothing if it has no encoder. A domain has a number of its own: ask
// with its base type's.
[[nodiscard]] std::optional<ServerType> server_type(std::uint32_t oid);

// The type's name in SQL: "bigint", "double precision", …
[[nodiscard]] std::string_view sql_name(ServerType type);

// Every value of the model's type, or all that are in range, can be sent as the server's.
[[nodiscard]] bool is_encodable(Type from, ServerType to);

// What the server stores is what was sent, so that the rows that come back have the digest of the rows that
// went. `modifier` is pg_attribute.atttypmod: -1 for none, else the type's own: numeric, timestamp and
// interval round to theirs.
//   false  real in real, json in jsonb, all in char(n), time and duration in less than microseconds, decimals
//   in
//          fewer digits after the point, and whatever is not is_encodable()
// varchar(n) counts as whole: what is longer is refused, unless the excess is spaces, which the server cuts
// off; then the digests differ, as the rows do.
[[nodiscard]] bool keeps_whole(const Column& column, ServerType type, std::int32_t modifier);

}  // namespace seedbed::postgres
