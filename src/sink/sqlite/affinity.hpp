// How a column's declared type changes what is stored in it.
#pragma once
#include <cstdint>
#include <string_view>

namespace seedbed::sqlite {

enum class Affinity : std::uint8_t { integer, text, blob, real, numeric };

// By SQLite's rules (datatype3.html, section 3.1), in their order.
[[nodiscard]] Affinity affinity_of(std::string_view declared);

}  // namespace seedbed::sqlite
