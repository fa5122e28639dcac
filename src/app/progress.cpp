#include "app/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include "app/console.hpp"
#include "base/numbers.hpp"

namespace seedbed {

std::string progress_text(const LoadProgress& progress) {
  const double rate = progress.seconds > 0 ? static_cast<double>(progress.rows) / progress.seconds : 0;
  std::string text = fmt::format("{} rows  {} rows/s  {:.0f}%", format_count(progress.rows),
                                 format_count(static_cast<std::uint64_t>(rate)), progress.share * 100);
  if (progress.publishing) return text + "  indexing, checking, publishing";
  if (progress.share > 0.01 && progress.seconds > 0.5) {
    text += fmt::format("  {:.0f} s left", progress.seconds * (1 - progress.share) / progress.share);
  }
  return text;
}

ProgressLine::ProgressLine(ProgressMode mode)
    : terminal_(::isatty(STDERR_FILENO) == 1),
      on_(mode == ProgressMode::always || (mode == ProgressMode::automatic && terminal_)) {}

ProgressLine::~ProgressLine() { clear(); }

void ProgressLine::show(const LoadProgress& progress) {
  if (!on_) return;
  if (terminal_) {
    say(fmt::format("\r{}\x1b[K", progress_text(progress)));
    shown_ = true;
  } else if (progress.seconds - last_ >= kPlainInterval) {
    say(progress_text(progress) + "\n");
    last_ = progress.seconds;
  }
}

void ProgressLine::clear() {
  if (!shown_) return;
  say("\r\x1b[K");
  shown_ = false;
}

}  // namespace seedbed
