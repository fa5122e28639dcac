#include "simulation/actor_store.hpp"

#include <algorithm>
#include <cstring>

namespace seedbed::model {

std::size_t ActorStore::record_size(const ActorKind& kind) {
  const std::size_t times = kind.timers > 0 ? kind.timers + std::size_t{1} : 0;
  return sizeof(Record) + (null_words(kind) + kind.plain_attributes.size() + times) * sizeof(std::uint64_t) +
         kind.text_attributes.size() * sizeof(Value);
}

ActorStore::ActorStore(const ActorKind& kind, std::uint32_t count)
    : kind_(&kind),
      count_(count),
      null_words_(null_words(kind)),
      stride_(record_size(kind)),
      records_(std::make_unique_for_overwrite<char[]>(std::max<std::size_t>(1, count_) * stride_)) {
  // An actor that is never created has null pointers as texts, which delete[] accepts.
  for (std::uint32_t i = 0; i < count_ && !kind.text_attributes.empty(); ++i) {
    std::memset(records_.get() + i * stride_, 0, stride_);
  }
}

ActorStore::~ActorStore() {
  if (kind_->text_attributes.empty()) return;
  for (std::uint32_t i = 0; i < count_; ++i) {
    const Value* const own = texts((*this)[i]);
    for (std::size_t t = 0; t < kind_->text_attributes.size(); ++t) {
      if (owns_text(own[t])) delete[] own[t].text;
    }
  }
}

// A new text's bytes are in the evaluator or belong to another attribute, as two attributes may have been
// exchanged. So all new texts are copied before any old text is deleted.
void ActorStore::store_texts(Value* stored, Value* current) {
  const std::vector<std::uint16_t>& attributes = kind_->text_attributes;
  const auto kept = [&](std::size_t t) {
    const Value& now = current[attributes[t]];
    return now.text == stored[t].text && now.fixed == stored[t].fixed;
  };
  for (std::size_t t = 0; t < attributes.size(); ++t) {
    Value& now = current[attributes[t]];
    if (kept(t) || !owns_text(now)) continue;
    char* own = new char[std::max<std::size_t>(1, now.size)];
    if (now.size > 0) std::memcpy(own, now.text, now.size);
    now.text = own;
  }
  for (std::size_t t = 0; t < attributes.size(); ++t) {
    if (!kept(t) && owns_text(stored[t])) delete[] stored[t].text;
    stored[t] = current[attributes[t]];
  }
}

}  // namespace seedbed::model
