// A set of small numbers that is filled in any order and drained in ascending order. The cost is proportional
// to the members: there is a bitmap of the numbers, and a bitmap of the words of the first that are not
// empty.
#pragma once
#include <bit>
#include <cstdint>
#include <vector>

namespace seedbed::model {

class IndexSet {
 public:
  // For numbers in [0, size).
  explicit IndexSet(std::uint32_t size) : words_(size / 64 + 1), summary_(size / 4096 + 1) {}

  void insert(std::uint32_t number) {
    words_[number / 64] |= std::uint64_t{1} << (number % 64);
    summary_[number / 4096] |= std::uint64_t{1} << (number / 64 % 64);
    first_ = number < first_ ? number : first_;
    last_ = number > last_ ? number : last_;
  }

  // Appends the members to `out` in ascending order, and empties the set.
  void drain(std::vector<std::uint32_t>& out) {
    if (first_ > last_) return;
    for (std::uint32_t s = first_ / 4096; s <= last_ / 4096; ++s) {
      for (std::uint64_t full = summary_[s]; full != 0; full &= full - 1) {
        const std::uint32_t w = s * 64 + static_cast<std::uint32_t>(std::countr_zero(full));
        for (std::uint64_t bits = words_[w]; bits != 0; bits &= bits - 1) {
          out.push_back(w * 64 + static_cast<std::uint32_t>(std::countr_zero(bits)));
        }
        words_[w] = 0;
      }
      summary_[s] = 0;
    }
    first_ = UINT32_MAX;
    last_ = 0;
  }

 private:
  std::vector<std::uint64_t> words_;
  std::vector<std::uint64_t> summary_;
  std::uint32_t first_ = UINT32_MAX;
  std::uint32_t last_ = 0;
};

}  // namespace seedbed::model
