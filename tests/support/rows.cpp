#include "support/rows.hpp"

#include <bit>

namespace seedbed::test {
namespace {

void append_cell(Batch& batch, std::size_t column, const Cell& cell) {
  if (const auto* word = std::get_if<std::int64_t>(&cell)) {
    batch.append_word(column, static_cast<std::uint64_t>(*word));
  } else if (const auto* real = std::get_if<double>(&cell)) {
    batch.append_word(column, std::bit_cast<std::uint64_t>(*real));
  } else if (const auto* bytes = std::get_if<std::string>(&cell)) {
    batch.append_bytes(column, *bytes);
  } else {
    batch.append_null(column);
  }
}

}  // namespace

Table table_of_all_types(const std::string& name) {
  return {name,
          {{"boolean", Type::boolean},
           {"integer", Type::integer},
           {"real", Type::real},
           {"decimal", Type::decimal, 2},
           {"text", Type::text},
           {"time", Type::time},
           {"date", Type::date},
           {"duration", Type::duration},
           {"uuid", Type::uuid},
           {"json", Type::json}}};
}

Batch make_batch(const Table& table, const std::vector<Row>& rows, std::optional<std::uint64_t> first_rank) {
  Batch batch(table);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (std::size_t column = 0; column < table.columns.size(); ++column) {
      append_cell(batch, column, rows[i].at(column));
    }
    if (first_rank) batch.append_rank(*first_rank + i);
  }
  batch.finish_rows(rows.size());
  return batch;
}

LoadTotals write_all(Target& target, const LoadRequest& request,
                     const std::vector<std::vector<Row>>& tables) {
  LoadTotals totals;
  std::uint64_t rank = 0;
  std::vector<std::unique_ptr<Writer>> writers;
  for (std::size_t i = 0; i < request.tables.size(); ++i) writers.push_back(target.open_writer(i));
  for (std::size_t i = 0; i < request.tables.size(); ++i) {
    const auto first_rank = target.total_order() ? std::optional(rank) : std::nullopt;
    const Batch batch = make_batch(request.tables[i], tables.at(i), first_rank);
    if (batch.rows() > 0) writers[i]->write(batch);
    rank += batch.rows();
    totals.rows.push_back(batch.rows());
    totals.digests.push_back(digest_of(batch));
  }
  for (auto& writer : writers) writer->finish();
  return totals;
}

void load_all(Target& target, const LoadRequest& request, const std::vector<std::vector<Row>>& tables) {
  target.prepare(request);
  target.publish(write_all(target, request, tables));
}

std::int64_t minute(std::int64_t minutes) {
  constexpr std::int64_t kYear2024 = 1'704'067'200'000'000;
  return kYear2024 + minutes * 60'000'000;
}

}  // namespace seedbed::test
