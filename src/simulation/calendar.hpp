// Which actors act in which time window. Each actor is in the list of one window at most. A list is a chain
// of small blocks from one pool, so the memory used is proportional to the actors, not to the windows.
#pragma once
#include <cstdint>
#include <deque>
#include <vector>

#include "simulation/index_set.hpp"

namespace seedbed::model {

class Calendar {
 public:
  explicit Calendar(std::size_t windows) : heads_(windows, kNone) {}

  void add(std::size_t window, std::uint32_t actor) {
    std::uint32_t& head = heads_[window];
    if (head == kNone || blocks_[head].used == kBlock) head = new_block(head);
    Block& block = blocks_[head];
    block.actors[block.used++] = actor;
  }

  // Moves the window's actors into `out`.
  void take(std::size_t window, IndexSet& out) {
    for (std::uint32_t at = heads_[window]; at != kNone;) {
      Block& block = blocks_[at];
      for (std::uint32_t i = 0; i < block.used; ++i) out.insert(block.actors[i]);
      const std::uint32_t next = block.next;
      block.next = free_;
      free_ = at;
      at = next;
    }
    heads_[window] = kNone;
  }

 private:
  static constexpr std::uint32_t kNone = UINT32_MAX;
  static constexpr std::uint32_t kBlock = 30;  // with its header, a block fills two cache lines
  struct Block {
    std::uint32_t next;
    std::uint32_t used;
    std::uint32_t actors[kBlock];
  };

  std::uint32_t new_block(std::uint32_t next) {
    std::uint32_t at = free_;
    if (at == kNone) {
      at = static_cast<std::uint32_t>(blocks_.size());
      blocks_.emplace_back();
    } else {
      free_ = blocks_[at].next;
    }
    blocks_[at].next = next;
    blocks_[at].used = 0;
    return at;
  }

  std::vector<std::uint32_t> heads_;
  std::deque<Block> blocks_;
  std::uint32_t free_ = kNone;
};

}  // namespace seedbed::model
