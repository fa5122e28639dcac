// The first rows of every table, without a database.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/interrupt.hpp"
#include "model/model.hpp"

namespace seedbed {

inline constexpr std::size_t kPreviewActors = 100;  // of the largest kind; of smaller ones the same share

struct Preview {
  model::Slice slice;                                       // the part of the run that was simulated
  std::vector<std::vector<std::vector<std::string>>> rows;  // by table: rows of cells as text
};

// Simulates the first actors until each table has `rows` rows or the run ends. It takes a second at most,
// unless the model's entities take longer. Throws Error as a load does.
[[nodiscard]] Preview preview(const model::Model& model, std::uint64_t seed, std::size_t rows,
                              Interrupt interrupt);

[[nodiscard]] std::string preview_text(const model::Model& model, std::uint64_t seed, const Preview& preview);

}  // namespace seedbed
