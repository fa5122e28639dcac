// The expression language (docs/model.md): from text to typed instructions.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "document/diagnostics.hpp"
#include "document/document.hpp"
#include "expression/program/program.hpp"
#include "rows/table.hpp"

namespace seedbed::model {

// The largest scale of a decimal: 10^18 is the largest power of ten in 64 bits.
inline constexpr int kMaxScale = 18;

// The type of an expression.
struct ExprType {
  enum class Kind : std::uint8_t {
    null,  // the literal null alone, before its context gives it a type
    boolean,
    integer,
    real,
    decimal,
    text,
    time,
    date,
    duration,
    rate,
    uuid,
    json,
    reference
  };
  Kind kind = Kind::null;
  std::uint8_t scale = 0;    // decimal: digits after the point
  std::uint16_t entity = 0;  // reference: which entity
  friend bool operator==(const ExprType&, const ExprType&) = default;
};

[[nodiscard]] std::string type_name(const ExprType& type);  // "int", "decimal(2)", "duration"
// The type of that name in the language ("int", "decimal(2)"). Returns nothing if there is no such type. The
// name of a reference's type is its entity's name: find_entity().
[[nodiscard]] std::optional<ExprType> parse_type(std::string_view name);
// The column type for such values. Returns nothing for null, rate and reference.
[[nodiscard]] std::optional<Type> storable(const ExprType& type);

// An attribute of an entity, as expressions see it behind a reference. The first field of an entity that
// belongs to another is the reference to its parent's row, by the parent's name.
struct EntityField {
  std::string name;
  ExprType type;
  bool broken = false;  // it has an error that was reported
  bool read = false;    // becomes true when an expression reads it through a reference
};

struct EntityInfo {
  std::string name;
  std::vector<EntityField> fields;
  std::optional<std::uint16_t> parent;  // a number among the entities
  bool known = false;                   // its fields are known: it was read before what uses it
  bool lacks_fields = false;            // some have errors that were reported, and are not among them
};

// The model's entities by number; the names are a namespace of their own.
using EntityNames = std::vector<EntityInfo>;
// The name with the entity of a reference: "reference to `app`". `entities` may be null.
[[nodiscard]] std::string type_name(const ExprType& type, const EntityNames* entities);
[[nodiscard]] std::optional<std::uint16_t> find_entity(const EntityNames& entities, std::string_view name);

// A name that an expression may use.
struct Binding {
  ExprType type;
  Slot slot = 0;
  bool constant = false;  // its value stands in Program::frame[slot]
  // Not empty: the name exists but may not be used here, and this says why ("`now` is not in scope in
  // attributes").
  std::string refusal;
  // Its definition has an error that was reported: an expression that uses it fails without another message.
  bool broken = false;
  bool* used = nullptr;  // becomes true when an expression uses the name; may be absent

  [[nodiscard]] static Binding of_broken() {
    Binding binding;
    binding.broken = true;
    return binding;
  }
};

// What serial('name') takes its numbers from: the counters of one actor kind.
struct SerialSource {
  // Not empty: serial() may not be used here, and this says why.
  std::string refusal;
  std::map<std::string, Slot, std::less<>> counters;
  Slot index = 0;  // the actor's
  Slot count = 0;  // how many actors the kind has
  std::string kind;
  std::map<std::string, std::string>* owners = nullptr;  // which kind each name of the model belongs to
  bool* used = nullptr;                                  // becomes true when an expression calls it
};

// Names in scope, innermost first; `outer` must outlive this.
class Scope {
 public:
  explicit Scope(const Scope* outer = nullptr) : outer_(outer) {}
  void bind(const std::string& name, Binding binding) { names_[name] = std::move(binding); }
  [[nodiscard]] const Binding* find(std::string_view name) const;
  // Lists are a namespace of their own; `list` is an index into Program::lists.
  void bind_list(const std::string& name, std::uint16_t list) { lists_[name] = list; }
  [[nodiscard]] std::optional<std::uint16_t> find_list(std::string_view name) const;
  [[nodiscard]] std::vector<std::string> list_names() const;
  // `source` must outlive the scope. Absent everywhere: there is no serial() here.
  void bind_serials(const SerialSource& source) { serials_ = &source; }
  [[nodiscard]] const SerialSource* find_serials() const {
    return serials_ != nullptr || outer_ == nullptr ? serials_ : outer_->find_serials();
  }
  // `entities` must outlive the scope.
  void bind_entities(EntityNames& entities) { entities_ = &entities; }
  [[nodiscard]] EntityNames* find_entities() const {
    return entities_ != nullptr || outer_ == nullptr ? entities_ : outer_->find_entities();
  }
  [[nodiscard]] std::vector<std::string> names() const;  // all, the outer ones too: for suggestions

 private:
  const Scope* outer_;
  std::map<std::string, Binding, std::less<>> names_;
  std::map<std::string, std::uint16_t, std::less<>> lists_;
  const SerialSource* serials_ = nullptr;
  EntityNames* entities_ = nullptr;
};

// What is expected of an expression in its place.
struct Expectation {
  // The types that fit; empty: all. An int fits where a real does and is widened; null fits everywhere.
  std::vector<ExprType::Kind> kinds;
  std::optional<ExprType> exactly;  // for `set`: the attribute's type, with scale and entity
  // Not empty: a column, such as "column `data` of table `click`". Its times and dates are checked to be in
  // the years 1 to 9999. If its type is said, `exactly`, it takes more and converts it: an int or a decimal
  // of fewer digits for a decimal, a text for json, which must be JSON.
  std::string column;
  std::string what;      // for messages: "a probability per tick, such as \"70%\""
  bool may_draw = true;  // false: random functions are errors, and `why` says so
  std::string why_no_draw;
};

struct Compiled {
  ExprType type;
  Slot slot = 0;  // where the value is after `code` has run; a constant's or a plain name's own slot
  Code code;      // empty for constants and plain names
  bool constant = false;
  bool draws = false;              // it draws random numbers
  std::vector<std::string> names;  // the names of the scope it uses, each once
};

// Compiles the expression in `node` (a text, or a bare number, boolean, date or date-time) and appends its
// code to `program`. `place` names it within the model ("user.transition.spending.let.amount"): its draws are
// addressed by that name, and it describes the expression in messages. Subexpressions of constants are
// computed at once. Reports all errors, and returns nothing if there is one.
[[nodiscard]] std::optional<Compiled> compile_expression(const Node& node, const Scope& scope,
                                                         const Expectation& expected,
                                                         const std::string& place, Program& program,
                                                         Diagnostics& diagnostics);

}  // namespace seedbed::model
