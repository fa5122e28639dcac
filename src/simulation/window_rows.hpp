// The rows that one actor range makes in one window.
#pragma once
#include <cstdint>
#include <vector>

#include "model/model.hpp"
#include "rows/row_log.hpp"

namespace seedbed::model {

// One row's position in the order of all tables' rows.
struct RowOrder {
  std::int64_t time;
  std::uint16_t table;
};

struct WindowRows {
  explicit WindowRows(const Model& model) {
    for (const RowLayout& layout : model.layouts) tables.emplace_back(layout);
  }
  void clear() {
    for (RowLog& log : tables) log.clear();
    order.clear();
  }
  // Appends all rows of `other`. Their texts are copied.
  void append_from(const WindowRows& other, const Model& model) {
    for (std::size_t t = 0; t < other.tables.size(); ++t) {
      if (other.tables[t].rows() > 0)
        tables[t].append_from(other.tables[t], model.layouts[t], model.tables[t]);
    }
    order.insert(order.end(), other.order.begin(), other.order.end());
  }

  std::vector<RowLog> tables;
  // Time and table of every row, in the order in which the rows were made. Filled only if `keep_order`.
  std::vector<RowOrder> order;
  bool keep_order = false;
};

}  // namespace seedbed::model
