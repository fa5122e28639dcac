#include "document/keys.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "base/nearest.hpp"

namespace seedbed::model {
namespace {

// The most names in a message.
constexpr std::size_t kListed = 8;

constexpr std::string_view kReserved[] = {"now",  "start", "end",  "index", "state", "transition",
                                          "from", "to",    "true", "false", "null",  "arrival",
                                          "nth",  "and",   "or",   "not"};

bool starts_name(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_'; }
bool continues_name(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

}  // namespace

Keys::Keys(const Node& table, std::string where, Diagnostics& diagnostics)
    : table_(&table), where_(std::move(where)), diagnostics_(&diagnostics) {}

const Node* Keys::take(std::string_view name) {
  known_.emplace_back(name);
  return table_->find(name);
}

const Node* Keys::take_kind(std::string_view name, Node::Kind kind, std::string_view expected) {
  const Node* node = take(name);
  if (node == nullptr || node->is(kind)) return node;
  diagnostics_->error(node->at, fmt::format("`{}` in {}: expected {}, found {}", name, where_, expected,
                                            describe(node->kind)));
  return nullptr;
}

const Node* Keys::take_text(std::string_view name, std::string_view example) {
  return take_kind(name, Node::Kind::text, fmt::format("a text such as {}", example));
}

const Node* Keys::take_table(std::string_view name) { return take_kind(name, Node::Kind::table, "a table"); }

const Node* Keys::take_array(std::string_view name) { return take_kind(name, Node::Kind::array, "an array"); }

void Keys::not_yet(std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    if (const Node* node = take(name)) {
      diagnostics_->error(node->key_at,
                          fmt::format("`{}` in {} is part of the model language, but this version of seedbed "
                                      "does not run it yet",
                                      name, where_));
    }
  }
}

void Keys::finish() {
  for (const Node& entry : table_->items) {
    if (std::find(known_.begin(), known_.end(), entry.key) != known_.end()) continue;
    diagnostics_->error(entry.key_at, fmt::format("unknown key `{}` in {}{}", entry.key, where_,
                                                  suggestion(entry.key, known_)));
  }
}

std::string suggestion(std::string_view word, const std::vector<std::string>& candidates) {
  if (const auto near = nearest(word, candidates)) return fmt::format(": did you mean `{}`?", *near);
  if (candidates.empty() || candidates.size() > kListed) return "";
  std::vector<std::string> unique;
  for (const std::string& candidate : candidates) {
    if (std::find(unique.begin(), unique.end(), candidate) == unique.end()) unique.push_back(candidate);
  }
  return fmt::format(" (known: {})", fmt::join(unique, ", "));
}

std::vector<std::string> keys_of(const Node* table) {
  std::vector<std::string> keys;
  for (std::size_t i = 0; table != nullptr && i < table->items.size(); ++i)
    keys.push_back(table->items[i].key);
  return keys;
}

bool is_identifier(std::string_view name) {
  return !name.empty() && starts_name(name[0]) && std::all_of(name.begin(), name.end(), continues_name);
}

bool is_reserved(std::string_view name) {
  return std::find(std::begin(kReserved), std::end(kReserved), name) != std::end(kReserved);
}

}  // namespace seedbed::model
