// The server's column types that have binary encoders, and their effect on a model's values. Pure.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "rows/table.hpp"

namespace seedbed::postgres {

// `text` includes varchar, which has the same form and values. `character`, char(n), has the same form, but
// the server pads it with spaces.
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

// The type with this oid in pg_type; nothing if it has no encoder. For a domain, pass the oid of its base
// type.
[[nodiscard]] std::optional<ServerType> server_type(std::uint32_t oid);

// The type's name in SQL: "bigint", "double precision", …
[[nodiscard]] std::string_view sql_name(ServerType type);

// True if values of the model's type can be sent as the server's type, except those out of its range.
[[nodiscard]] bool is_encodable(Type from, ServerType to);

// True if the server stores exactly what was sent, so that the rows read back have the digest of the rows
// sent. `modifier` is pg_attribute.atttypmod: -1 for none; numeric, timestamp and interval round to theirs.
// False for: a real in the server's real, json in jsonb, anything in char(n), time and duration in columns
// with less than microseconds, decimals in columns with fewer digits after the point, and if not
// is_encodable().
//
// True for varchar(n): the server refuses longer texts. The exception is a text whose excess is spaces, which
// the server cuts off; then the rows differ, and so do the digests.
[[nodiscard]] bool keeps_whole(const Column& column, ServerType type, std::int32_t modifier);

}  // namespace seedbed::postgres
