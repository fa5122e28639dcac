#include "app/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include "base/numbers.hpp"

namespace seedbed {

std::string progress_text(const LoadProgress& progress) {
  const double rate = progress.seconds > 0 ? static_cast<double>(progress.rows) / progress.seconds : 0;
  std::string text = fmt::format("{} rows  {} rows/s  {:.0f}%", format_count(progress.rows),
                                 format_count(static_cast<std::uint64_t>(rate)), progress.share * 100);
  if (progress.share > 0.01 && progress.seconds > 0.5) {
    text += fmt::format("  {:.0f} s left", progress.seconds * (1 - progress.share) / progress.share);
  }
  return text;
}

ProgressLine::ProgressLine(ProgressMode mode, std::FILE* out)
    : out_(out),
      terminal_(::isatty(fileno(out)) == 1),
      on_(mode == ProgressMode::always || (mode == ProgressMode::automatic && terminal_)) {}

ProgressLine::~ProgressLine() { clear(); }

void ProgressLine::show(const LoadProgress& progress) {
  if (!on_) return;
  if (terminal_) {
    fmt::print(out_, "\r{}\x1b[K", progress_text(progress));
    std::fflush(out_);
    shown_ = true;
  } else if (progress.seconds - last_ >= kPlainInterval) {
    fmt::print(out_, "{}\n", progress_text(progress));
    last_ = progress.seconds;
  }
}

void ProgressLine::clear() {
  if (!shown_) return;
  fmt::print(out_, "\r\x1b[K");
  std::fflush(out_);
  shown_ = false;
}

}  // namespace seedbed
