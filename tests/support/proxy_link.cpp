#include "support/proxy_link.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <utility>

namespace seedbed::test {
namespace {

// A client that sends faster than the server reads must wait here, as it would without a proxy.
constexpr std::size_t kMostWaiting = 1 << 20;

std::uint32_t number_at(std::string_view bytes, std::size_t position) {
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < 4; ++i) number = number << 8 | static_cast<unsigned char>(bytes[position + i]);
  return number;
}

bool would_block() { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }

}  // namespace

FileDescriptor::FileDescriptor(FileDescriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}

FileDescriptor& FileDescriptor::operator=(FileDescriptor&& other) noexcept {
  std::swap(number_, other.number_);
  FileDescriptor(std::move(other));
  return *this;
}

FileDescriptor::~FileDescriptor() {
  if (number_ >= 0) ::close(number_);
}

bool LinkSide::is_full() const { return output_.size() > kMostWaiting; }

void LinkSide::receive() {
  input_.erase(0, std::exchange(taken_, 0));
  std::array<char, 65536> bytes;
  const ssize_t size = ::recv(socket(), bytes.data(), bytes.size(), MSG_DONTWAIT);
  if (size > 0) {
    input_.append(bytes.data(), static_cast<std::size_t>(size));
  } else if (size == 0 || !would_block()) {
    ended_ = true;
  }
}

std::optional<Message> LinkSide::next(bool typed) {
  const std::string_view rest = std::string_view(input_).substr(taken_);
  const std::size_t header = typed ? 5 : 4;
  if (rest.size() < header) return std::nullopt;
  const std::size_t size =
      number_at(rest, header - 4) + (header - 4);  // the length counts itself, not the type
  if (size < header || rest.size() < size) return std::nullopt;
  taken_ += size;
  return Message{typed ? rest[0] : '\0', rest.substr(header, size - header), rest.substr(0, size)};
}

void LinkSide::send(std::string_view bytes) { output_ += bytes; }

void LinkSide::flush() {
  const ssize_t size = ::send(socket(), output_.data(), output_.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  if (size >= 0) {
    output_.erase(0, static_cast<std::size_t>(size));
  } else if (!would_block()) {
    output_.clear();  // nobody reads the output any more; the input is still read
  }
}

}  // namespace seedbed::test
