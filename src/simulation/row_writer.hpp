// Writes rows from the frame into logs, and adds up the tables' digests while the values are at hand.
#pragma once
#include <cstdint>
#include <vector>

#include "model/model.hpp"
#include "rows/digest.hpp"
#include "rows/row_log.hpp"

namespace seedbed::model {

// The rows that one actor range made in one window.
struct WindowRows {
  struct Place {
    std::int64_t time;
    std::uint16_t table;
  };

  explicit WindowRows(const Model& model) {
    for (const RowLayout& layout : model.layouts) tables.emplace_back(layout);
  }
  void clear() {
    for (RowLog& log : tables) log.clear();
    order.clear();
  }

  std::vector<RowLog> tables;
  // Every row's place and table in the order they were made: only if `keep_order`.
  std::vector<Place> order;
  bool keep_order = false;
};

class RowWriter {
 public:
  explicit RowWriter(const Model& model);

  // One row of `table` from the slots `cells` of `frame`, one a column, at `place`, of the actor `index`.
  void write(std::uint16_t table, const Slot* cells, const Value* frame, std::int64_t place,
             std::uint64_t index, WindowRows& out);

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
    std::vector<char> canonical;  // the name and a zero byte, then room for a row's canonical bytes
    std::size_t prefix = 0;
    // Bytes of the last row, which are hashed when the next one comes: words that were just written piece by
    // piece are slow to read.
    std::size_t waiting = 0;
  };
  [[nodiscard]] static Digest digest_of(const TableState& table);

  char* write_bytes(TableState& table, char* at, std::size_t left_cells, Type type, std::string_view bytes);

  std::vector<TableState> tables_;
  std::vector<Digest> digests_;
  std::vector<std::uint64_t> counts_;
};

}  // namespace seedbed::model
