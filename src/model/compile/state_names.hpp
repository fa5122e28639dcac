// The states of one actor, by name and by number.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "document/diagnostics.hpp"
#include "document/document.hpp"

namespace seedbed::model {

class StateNames {
 public:
  // Gives the next number to `name`, unless it has one.
  void add(const std::string& name);
  // Adds the name in `name`. Skips `*`, expressions and nodes that are not texts: find() reports them later.
  void add(const Node& name);
  // Adds a text, the texts of a list, or the keys of a table. `names` may be absent.
  void add_all(const Node* names);
  void clear();

  [[nodiscard]] std::size_t size() const { return names_.size(); }
  [[nodiscard]] const std::string& operator[](std::size_t state) const { return names_[state]; }
  [[nodiscard]] const std::vector<std::string>& all() const { return names_; }
  // The state that the text `name` names. Returns nothing if there is none, and reports it; `where` describes
  // the place in messages ("transition `login`, `to`").
  [[nodiscard]] std::optional<std::uint16_t> find(const Node& name, const std::string& where,
                                                  Diagnostics& diagnostics) const;
  // The same for the key of `entry`.
  [[nodiscard]] std::optional<std::uint16_t> find_key(const Node& entry, const std::string& where,
                                                      Diagnostics& diagnostics) const;
  // The states that `names` lists: a text, a list of texts, or "*" for all. May contain one state twice.
  // Reports unknown names and an empty list.
  struct Named {
    std::uint16_t state;
    const Node* name;  // absent for "*"
  };
  [[nodiscard]] std::vector<Named> find_all(const Node& names, const std::string& where,
                                            Diagnostics& diagnostics) const;

 private:
  std::vector<std::string> names_;
  std::map<std::string, std::uint16_t, std::less<>> numbers_;
};

}  // namespace seedbed::model
