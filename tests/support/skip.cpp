#include "support/skip.hpp"

#include <atomic>
#include <cstdio>

namespace seedbed::test {
namespace {

std::atomic<bool> skipped{false};

}  // namespace

void skip(const std::string& reason) {
  skipped = true;
  std::printf("skipped: %s\n", reason.c_str());
  std::fflush(stdout);
}

bool something_was_skipped() { return skipped; }

}  // namespace seedbed::test
