// The progress line: a pure formatter, and the state that decides when to print.
#pragma once
#include <string>

#include "pipeline/load.hpp"

namespace seedbed {

enum class ProgressMode { automatic, always, never };

// "12,345,678 rows  1,234,567 rows/s  42%  7 s left"
[[nodiscard]] std::string progress_text(const LoadProgress& progress);

class ProgressLine {
 public:
  // On a terminal one line, redrawn in place; elsewhere, with `always`, a plain line every ten seconds.
  explicit ProgressLine(ProgressMode mode);
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  void show(const LoadProgress& progress);
  // Clears the line on the screen.
  void clear();

 private:
  static constexpr double kPlainInterval = 10;  // seconds between plain lines

  bool terminal_;
  bool on_;
  bool shown_ = false;
  double last_ = 0;
};

}  // namespace seedbed
