// Bytes that are allocated one after another and freed all at once. Not thread-safe.
#pragma once
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

namespace seedbed {

class Arena {
 public:
  // `size` bytes, unaligned, valid until reset().
  [[nodiscard]] char* allocate(std::size_t size) {
    if (size > left_) grow(size);
    char* result = at_;
    at_ += size;
    left_ -= size;
    return result;
  }
  [[nodiscard]] std::string_view copy(std::string_view text) {
    if (text.empty()) return {};
    char* to = allocate(text.size());
    std::memcpy(to, text.data(), text.size());
    return {to, text.size()};
  }
  // Frees everything but the first chunk, which is used again.
  void reset() {
    if (chunks_.empty()) return;
    if (chunks_.size() > 1) chunks_.erase(chunks_.begin() + 1, chunks_.end());
    at_ = chunks_[0].bytes.get();
    left_ = chunks_[0].size;
  }
  [[nodiscard]] bool empty() const {
    return chunks_.empty() || (chunks_.size() == 1 && left_ == chunks_[0].size);
  }

 private:
  static constexpr std::size_t kChunk = std::size_t{1} << 16;  // large enough that most runs need one
  struct Chunk {
    std::unique_ptr<char[]> bytes;
    std::size_t size;
  };

  void grow(std::size_t size) {
    const std::size_t chunk = size > kChunk ? size : kChunk;
    chunks_.push_back({std::make_unique_for_overwrite<char[]>(chunk), chunk});
    at_ = chunks_.back().bytes.get();
    left_ = chunk;
  }

  std::vector<Chunk> chunks_;
  char* at_ = nullptr;
  std::size_t left_ = 0;
};

}  // namespace seedbed
