// Reads a TOML table key by key, and reports the keys that were not read.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "document/diagnostics.hpp"
#include "document/document.hpp"

namespace seedbed::model {

class Keys {
 public:
  // `where` describes the table in messages: "[actor.user]". All arguments must outlive this.
  Keys(const Node& table, std::string where, Diagnostics& diagnostics);

  // Returns the entry of that name, or null. The key then counts as known.
  [[nodiscard]] const Node* take(std::string_view name);
  // The same, and reports an entry that is not a text, a table, an array.
  [[nodiscard]] const Node* take_text(std::string_view name, std::string_view example);
  [[nodiscard]] const Node* take_table(std::string_view name);
  [[nodiscard]] const Node* take_array(std::string_view name);
  // Keys of the language that this version does not run: an error that says so.
  void not_yet(std::initializer_list<std::string_view> names);
  // Reports every key that was not taken, with the nearest known one.
  void finish();

  [[nodiscard]] const Node& table() const { return *table_; }
  [[nodiscard]] const std::string& where() const { return where_; }

 private:
  [[nodiscard]] const Node* take_kind(std::string_view name, Node::Kind kind, std::string_view expected);

  const Node* table_;
  std::string where_;
  Diagnostics* diagnostics_;
  std::vector<std::string> known_;
};

// ": did you mean `offline`?" if a candidate is near, else the candidates, if they are few, else nothing.
[[nodiscard]] std::string suggestion(std::string_view word, const std::vector<std::string>& candidates);

// The keys of a table, as candidates. `table` may be null.
[[nodiscard]] std::vector<std::string> keys_of(const Node* table);

// A name that expressions can use: letters, digits and underscores, not a digit first.
[[nodiscard]] bool is_identifier(std::string_view name);

// A name of the language: no parameter, attribute or `let` may have it.
[[nodiscard]] bool is_reserved(std::string_view name);

}  // namespace seedbed::model
