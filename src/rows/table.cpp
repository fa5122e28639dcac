#include "rows/table.hpp"

namespace seedbed {

std::string_view type_name(Type type) {
  switch (type) {
    case Type::boolean: return "bool";
    case Type::integer: return "int";
    case Type::real: return "real";
    case Type::decimal: return "decimal";
    case Type::text: return "text";
    case Type::time: return "time";
    case Type::date: return "date";
    case Type::duration: return "duration";
    case Type::uuid: return "uuid";
    case Type::json: return "json";
  }
  return "?";
}

}  // namespace seedbed
