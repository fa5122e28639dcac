// Writes rows from the frame into logs, and computes the tables' digests while the values are in the cache.
#pragma once
#include <cstdint>
#include <vector>

#include "model/model.hpp"
#include "rows/digest.hpp"
#include "simulation/window_rows.hpp"

namespace seedbed::model {

class RowWriter {
 public:
  explicit RowWriter(const Model& model);

  // Appends a row of `table` for actor `index` at `time`. `cells` are the slots of `frame`, one per column.
  void write(std::uint16_t table, const Slot* cells, const Value* frame, std::int64_t time,
             std::uint64_t index, WindowRows& out);

  // Totals by table.
  [[nodiscard]] std::vector<Digest> digests() const;
  [[nodiscard]] const std::vector<std::uint64_t>& counts() const { return counts_; }

 private:
  struct Cell {
    std::uint32_t offset;  // in the row of the log
    Type type;
    std::uint8_t scale;
  };
  struct TableState {
    std::vector<Cell> cells;
    std::size_t null_words = 1;
    std::vector<char> canonical;  // the table's name, a zero byte, and a row's canonical bytes
    std::size_t prefix = 0;
    // Bytes of the last row, which are hashed when the next row is written: a processor reads words slowly
    // just after they were written in pieces.
    std::size_t waiting = 0;
  };
  [[nodiscard]] static Digest digest_of(const TableState& table);

  char* write_bytes(TableState& table, char* at, std::size_t left_cells, Type type, std::string_view bytes);

  std::vector<TableState> tables_;
  std::vector<Digest> digests_;
  std::vector<std::uint64_t> counts_;
};

}  // namespace seedbed::model
