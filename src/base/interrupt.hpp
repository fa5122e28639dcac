// Whether the user has asked for the work under way to end: Ctrl-C, a signal, a failure elsewhere in the same
// load.
#pragma once
#include <array>
#include <atomic>

#include "base/error.hpp"

namespace seedbed {

// The exception of work that ended because it was asked to, before it changed anything.
[[noreturn]] inline void throw_interrupted() {
  throw Error(Failure::interrupted, "interrupted; the target is as it was before");
}

// Nothing is notified: long work looks at requested() several times a second. A value, cheap to copy, for any
// thread. The flags must outlive every copy.
class Interrupt {
 public:
  // Never requested.
  Interrupt() = default;
  // Requested as soon as `flag` is true.
  explicit Interrupt(const std::atomic<bool>& flag) : flags_{&flag, nullptr} {}

  // Requested as soon as this is, or `flag` is true. REQUIRES: this was not made by or_when() itself.
  [[nodiscard]] Interrupt or_when(const std::atomic<bool>& flag) const {
    Interrupt either = *this;
    either.flags_[1] = &flag;
    return either;
  }

  [[nodiscard]] bool requested() const noexcept {
    for (const std::atomic<bool>* flag : flags_) {
      if (flag != nullptr && flag->load()) return true;
    }
    return false;
  }

 private:
  std::array<const std::atomic<bool>*, 2> flags_{};
};

}  // namespace seedbed
