// The SQL dialects of targets and of derived DDL.
#pragma once
#include <array>
#include <string_view>

namespace seedbed {

enum class Dialect { postgres, sqlite };

inline constexpr std::array kDialects = {Dialect::sqlite, Dialect::postgres};

// "postgres" or "sqlite": the argument of --dialect, and the name of the folder of scripts.
[[nodiscard]] constexpr std::string_view dialect_name(Dialect dialect) {
  return dialect == Dialect::postgres ? "postgres" : "sqlite";
}

}  // namespace seedbed
