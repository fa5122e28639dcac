// Writes text to an open file.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace seedbed {

// A buffer in front of a descriptor, which the caller owns.
class DescriptorOutput {
 public:
  // `name` is for messages: the path, or "standard output".
  DescriptorOutput(int descriptor, std::string name) : descriptor_(descriptor), name_(std::move(name)) {}
  // Throws OutputClosed if the reader has closed a pipe, Error(Failure::load) for any other failure.
  void write(std::string_view text);
  void flush();
  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }

 private:
  void write_all(std::string_view text);
  void wait_until_writable() const;

  int descriptor_;
  std::string name_;
  std::string buffer_;
  std::uint64_t bytes_ = 0;
};

}  // namespace seedbed
