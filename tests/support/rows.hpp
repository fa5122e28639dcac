// Batches from cells that a test writes by hand.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "rows/batch.hpp"
#include "sink/target.hpp"

namespace seedbed::test {

// Null, a word as described in batch.hpp (booleans, integers, decimals, times, dates, durations), a real, or
// the bytes of a text, json or uuid.
using Cell = std::variant<std::nullptr_t, std::int64_t, double, std::string>;
using Row = std::vector<Cell>;

// A table with one column of each type, named after the type: boolean, integer, …
[[nodiscard]] Table table_of_all_types(const std::string& name);

// The rows as one batch. `first_rank` is the rank of the first row; the others follow it.
[[nodiscard]] Batch make_batch(const Table& table, const std::vector<Row>& rows,
                               std::optional<std::uint64_t> first_rank = {});

// A whole load: one batch per table, table after table.
void load_all(Target& target, const LoadRequest& request, const std::vector<std::vector<Row>>& tables);
// A load without prepare() and publish().
LoadTotals write_all(Target& target, const LoadRequest& request, const std::vector<std::vector<Row>>& tables);

// 2024-01-01 00:00:00 UTC plus `minutes`, in microseconds since 1970.
[[nodiscard]] std::int64_t minute(std::int64_t minutes);

}  // namespace seedbed::test
