#include "sink/file/descriptor_output.hpp"

#include <poll.h>
#include <unistd.h>

#include <cerrno>

#include "base/error.hpp"
#include "sink/file/file_system.hpp"
#include "sink/target.hpp"

namespace seedbed {
namespace {

// At this size the cost of the system calls is small compared with the copying.
constexpr std::size_t kBufferSize = std::size_t{1} << 20;

}  // namespace

void DescriptorOutput::write(std::string_view text) {
  buffer_.append(text);
  bytes_ += text.size();
  if (buffer_.size() >= kBufferSize) flush();
}

void DescriptorOutput::flush() {
  write_all(buffer_);
  buffer_.clear();
}

void DescriptorOutput::write_all(std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor_, text.data(), text.size());
    if (written >= 0) {
      text.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno == EAGAIN) {
      wait_until_writable();
    } else if (errno == EPIPE) {
      throw OutputClosed();
    } else if (errno != EINTR) {
      throw Error(Failure::load, "cannot write to '" + name_ + "': " + system_message(errno));
    }
  }
}

// Standard output may be a pipe that another program made non-blocking.
void DescriptorOutput::wait_until_writable() const {
  pollfd descriptor{descriptor_, POLLOUT, 0};
  ::poll(&descriptor, 1, -1);
}

}  // namespace seedbed
