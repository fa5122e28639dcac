// The values of a `distinct` attribute among the children of one parent, while they are created.
#pragma once
#include <cstdint>
#include <set>
#include <string>

#include "expression/program/value.hpp"

namespace seedbed::model {

class Siblings {
 public:
  // To be called before the first child of a parent.
  void clear() {
    words_.clear();
    texts_.clear();
  }
  // Returns false if an earlier sibling has the same value. Null differs from every value, and from null.
  [[nodiscard]] bool add(const Value& value, bool of_bytes) {
    if (value.null != 0) return true;
    return of_bytes ? texts_.emplace(value.view()).second : words_.insert(value.integer).second;
  }

 private:
  std::set<std::int64_t> words_;
  std::set<std::string, std::less<>> texts_;
};

}  // namespace seedbed::model
