// The values of what is to be distinct among the children of one parent, while they are created.
#pragma once
#include <cstdint>
#include <set>
#include <string>

#include "expression/program/value.hpp"

namespace seedbed::model {

class Siblings {
 public:
  // Before the first child of a parent.
  void clear() {
    words_.clear();
    texts_.clear();
  }
  // False: an earlier sibling has the same value. As everywhere, null equals nothing.
  [[nodiscard]] bool add(const Value& value, bool of_bytes) {
    if (value.null != 0) return true;
    return of_bytes ? texts_.emplace(value.view()).second : words_.insert(value.integer).second;
  }

 private:
  std::set<std::int64_t> words_;
  std::set<std::string, std::less<>> texts_;
};

}  // namespace seedbed::model
