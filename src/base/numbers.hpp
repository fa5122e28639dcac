// Numbers in the form of summaries, for people. Rows have formats of their own.
#pragma once
#include <cstdint>
#include <string>

namespace seedbed {

// "1,234,567".
[[nodiscard]] std::string format_count(std::uint64_t count);

// "512 B", "1.5 MB", "12 GB": powers of 1000, two or more significant digits.
[[nodiscard]] std::string format_bytes(std::uint64_t bytes);

}  // namespace seedbed
