// The dialects of SQL that targets take and that DDL is derived in.
#pragma once
#include <array>
#include <string_view>

namespace seedbed {

enum class Dialect { postgres, sqlite };

inline constexpr std::array kDialects = {Dialect::postgres, Dialect::sqlite};

// "postgres" or "sqlite": an argument of --dialect, and the folder of scripts.
[[nodiscard]] constexpr std::string_view dialect_name(Dialect dialect) {
  return dialect == Dialect::postgres ? "postgres" : "sqlite";
}

}  // namespace seedbed
