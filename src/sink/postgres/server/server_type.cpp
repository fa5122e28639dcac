#include "sink/postgres/server/server_type.hpp"

namespace seedbed::postgres {
namespace {

constexpr std::int32_t kNoModifier = -1;

// A numeric's modifier is 4 more than 16 bits of precision above 11 bits of scale. The scale may be negative
// since Postgres 15 (numeric.c, make_numeric_typmod).
int scale_of(std::int32_t modifier) {
  const int scale = (modifier - 4) & 0x7ff;
  return scale < 0x400 ? scale : scale - 0x800;
}

bool keeps_digits(unsigned scale, std::int32_t modifier) {
  return modifier == kNoModifier || scale_of(modifier) >= static_cast<int>(scale);
}

// A time's modifier is its number of digits after the second.
bool keeps_micros(std::int32_t modifier) { return modifier == kNoModifier || modifier == 6; }

// An interval's modifier: 16 bits of fields above 16 bits of digits after the second, 0xffff for all
// (timestamp.h). The server keeps fields above those named and drops fields below, so only seconds matter.
bool keeps_duration(std::int32_t modifier) {
  constexpr std::int32_t kSecondField = 1 << 12;
  constexpr std::int32_t kAllDigits = 0xffff;
  if (modifier == kNoModifier) return true;
  const std::int32_t digits = modifier & 0xffff;
  return ((modifier >> 16) & kSecondField) != 0 && (digits == kAllDigits || digits == 6);
}

}  // namespace

std::optional<ServerType> server_type(std::uint32_t oid) {
  switch (oid) {  // pg_type.dat; the oids of built-in types never change
    case 16: return ServerType::boolean;
    case 20: return ServerType::int8;
    case 21: return ServerType::int2;
    case 23: return ServerType::int4;
    case 25:
    case 1043: return ServerType::text;
    case 114: return ServerType::json;
    case 700: return ServerType::float4;
    case 701: return ServerType::float8;
    case 1042: return ServerType::character;
    case 1082: return ServerType::date;
    case 1114: return ServerType::timestamp;
    case 1184: return ServerType::timestamptz;
    case 1186: return ServerType::interval;
    case 1700: return ServerType::numeric;
    case 2950: return ServerType::uuid;
    case 3802: return ServerType::jsonb;
    default: return std::nullopt;
  }
}

std::string_view sql_name(ServerType type) {
  switch (type) {
    case ServerType::boolean: return "boolean";
    case ServerType::int2: return "smallint";
    case ServerType::int4: return "integer";
    case ServerType::int8: return "bigint";
    case ServerType::float4: return "real";
    case ServerType::float8: return "double precision";
    case ServerType::numeric: return "numeric";
    case ServerType::text: return "text";
    case ServerType::character: return "character";
    case ServerType::timestamptz: return "timestamptz";
    case ServerType::timestamp: return "timestamp";
    case ServerType::date: return "date";
    case ServerType::interval: return "interval";
    case ServerType::uuid: return "uuid";
    case ServerType::json: return "json";
    case ServerType::jsonb: return "jsonb";
  }
  return "";
}

bool is_encodable(Type from, ServerType to) {
  const bool text = to == ServerType::text || to == ServerType::character;
  switch (from) {
    case Type::boolean: return to == ServerType::boolean;
    case Type::integer:
      return to == ServerType::int8 || to == ServerType::int4 || to == ServerType::int2 ||
             to == ServerType::numeric;
    case Type::real: return to == ServerType::float8 || to == ServerType::float4;
    case Type::decimal: return to == ServerType::numeric;
    case Type::text: return text;
    case Type::time: return to == ServerType::timestamptz || to == ServerType::timestamp;
    case Type::date: return to == ServerType::date;
    case Type::duration: return to == ServerType::interval;
    case Type::uuid: return to == ServerType::uuid;
    case Type::json: return to == ServerType::jsonb || to == ServerType::json || text;
  }
  return false;
}

bool keeps_whole(const Column& column, ServerType type, std::int32_t modifier) {
  if (!is_encodable(column.type, type)) return false;
  switch (type) {
    case ServerType::float4:
    case ServerType::character:
    case ServerType::jsonb: return false;
    case ServerType::numeric: return keeps_digits(column.type == Type::decimal ? column.scale : 0, modifier);
    case ServerType::timestamptz:
    case ServerType::timestamp: return keeps_micros(modifier);
    case ServerType::interval: return keeps_duration(modifier);
    default: return true;
  }
}

}  // namespace seedbed::postgres
