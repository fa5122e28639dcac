// What is kept of the actors of one range between their events: one record of fixed length per actor, and the
// bytes of its texts. One thread at a time may use a store.
#pragma once
#include <cstdint>
#include <memory>

#include "model/model.hpp"

namespace seedbed::model {

class ActorStore {
 public:
  // Values of Record::state that are not states.
  static constexpr std::uint16_t kUnborn = 0xffff;  // the actor has not arrived yet
  static constexpr std::uint16_t kAbsent = 0xfffe;  // the actor never arrives

  // The head of a record. These follow it, in 8-byte words: a null flag per plain attribute, the plain
  // attributes, the text attributes as Values and, if the kind has timers, the times of the state's events.
  struct Record {
    std::int64_t next;           // time of the next event, or kNever
    std::uint64_t attempt : 32;  // number of the next event's attempt; attempt 0 made the attributes
    std::uint64_t state : 16;
    std::uint64_t edge : 16;  // the edge of the next event, unless a timer comes first
  };

  // Bytes of one record, without the bytes of its texts.
  [[nodiscard]] static std::size_t record_size(const ActorKind& kind);

  // `count` records that own no texts; their other contents are undefined. `kind` must outlive the store.
  ActorStore(const ActorKind& kind, std::uint32_t count);
  ActorStore(const ActorStore&) = delete;
  ActorStore& operator=(const ActorStore&) = delete;
  ~ActorStore();

  [[nodiscard]] Record& operator[](std::uint32_t i) {
    return *reinterpret_cast<Record*>(records_.get() + i * stride_);
  }
  // REQUIRES: the kind has timers. times[0] is the next event of the state's edges, times[1 + t] that of its
  // timer t; kNever where there is none.
  [[nodiscard]] std::int64_t* times(Record& actor) const {
    return reinterpret_cast<std::int64_t*>(texts(actor) + kind_->text_attributes.size());
  }
  // Starts to read the record into the processor's cache.
  void prefetch(std::uint32_t i) const {
    const char* const record = records_.get() + i * stride_;
    for (std::size_t b = 0; b < stride_; b += kCacheLine) __builtin_prefetch(record + b, 1);
    __builtin_prefetch(record + stride_ - 1, 1);
  }

  // `attributes` are the frame's slots from ActorKind::first_attribute on.
  // Copies a record's attributes into the frame, where texts point to the bytes that the record owns.
  void load(Record& actor, Value* attributes) const;
  // Copies the attributes back. Texts in the frame point to the record's copies afterwards.
  void store(Record& actor, Value* attributes);

 private:
  static constexpr std::size_t kCacheLine = 64;

  [[nodiscard]] static std::size_t null_words(const ActorKind& kind) {
    return (kind.plain_attributes.size() + 63) / 64;
  }
  [[nodiscard]] static bool owns_text(const Value& value) { return value.fixed == 0 && value.null == 0; }
  [[nodiscard]] std::uint64_t* words(Record& actor) const {
    return reinterpret_cast<std::uint64_t*>(&actor + 1);
  }
  [[nodiscard]] Value* texts(Record& actor) const {
    return reinterpret_cast<Value*>(words(actor) + null_words_ + kind_->plain_attributes.size());
  }
  void store_texts(Value* stored, Value* current);

  const ActorKind* kind_;
  std::uint32_t count_;
  std::size_t null_words_;
  std::size_t stride_;
  std::unique_ptr<char[]> records_;
};

// Both are inline because they run for every visit of an actor.
inline void ActorStore::load(Record& actor, Value* attributes) const {
  const std::vector<std::uint16_t>& plain = kind_->plain_attributes;
  const std::uint64_t* const nulls = words(actor);
  const std::uint64_t* const bits = nulls + null_words_;
  for (std::size_t p = 0; p < plain.size(); ++p) {
    attributes[plain[p]] = Value::of_bits(bits[p], (nulls[p / 64] >> (p % 64) & 1) != 0);
  }
  const Value* const own = texts(actor);
  for (std::size_t t = 0; t < kind_->text_attributes.size(); ++t)
    attributes[kind_->text_attributes[t]] = own[t];
}

inline void ActorStore::store(Record& actor, Value* attributes) {
  const std::vector<std::uint16_t>& plain = kind_->plain_attributes;
  std::uint64_t* const nulls = words(actor);
  std::uint64_t* const bits = nulls + null_words_;
  std::uint64_t flags = 0;  // not collected in the record: each flag would wait for the store before it
  for (std::size_t p = 0, n = plain.size(); p < n; ++p) {
    const Value& value = attributes[plain[p]];
    bits[p] = static_cast<std::uint64_t>(value.integer);
    flags |= std::uint64_t{value.null} << (p % 64);
    if (p % 64 == 63 || p + 1 == n) {
      nulls[p / 64] = flags;
      flags = 0;
    }
  }
  if (!kind_->text_attributes.empty()) store_texts(texts(actor), attributes);
}

}  // namespace seedbed::model
