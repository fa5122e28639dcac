// Compiles one [entity.NAME]: where its rows come from, their attributes, and the table that they are written
// to.
#pragma once
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "document/keys.hpp"
#include "expression/expression.hpp"
#include "model/compile/actor_parts.hpp"
#include "model/compile/given_rows.hpp"
#include "model/compile/model_files.hpp"
#include "model/compile/table_set.hpp"
#include "model/model.hpp"

namespace seedbed::model {

// What all entities of a model share; outlives their readers.
struct EntityContext {
  const Scope& outer;  // parameters and the clock; knows the entities
  EntityNames& entities;
  TableSet& tables;
  ModelFiles& files;
  Diagnostics& diagnostics;
};

class EntityReader {
 public:
  // Reports to the context's diagnostics; appends code to `model.program`. `number` is its own among the
  // entities, whose names are known already.
  EntityReader(const Node& node, std::uint16_t number, const EntityContext& context, Model& model);
  EntityReader(const EntityReader&) = delete;
  EntityReader& operator=(const EntityReader&) = delete;

  // Reads everything that has a name.
  void read();
  // The entities that this one's rows need to be there before.
  [[nodiscard]] const std::set<std::uint16_t>& needs() const { return needs_; }
  // After those: compiles the attributes and makes the fields known to expressions. `parent`: the kind that
  // its rows belong to, if any.
  void compile(const EntityKind* parent);
  // Compiles the table's columns. Called twice, as ActorReader::compile().
  void compile_row(Model& model);
  // When all that reads fields has been compiled: which are held, and the code that they need.
  void finish();

  [[nodiscard]] EntityKind& kind() { return kind_; }
  [[nodiscard]] const Node& node() const { return *node_; }

 private:
  struct Attribute {
    const Node* node;
    Code code;
    std::vector<std::string> needs;
  };

  [[nodiscard]] std::string where() const { return "[entity." + kind_.name + "]"; }
  [[nodiscard]] EntityInfo& info() const { return context_.entities[number_]; }
  void read_count(const Node& count);
  void read_rows(const Node* rows, const Node* file, const Node* types);
  void read_of(const Node* of);
  void read_table(const Node& table);
  void find_needs(const Node& node);
  void compile_attribute(const Node& attribute);
  void add_field(const std::string& name, const Binding& binding);
  void name_parent();
  void take_given();
  void match_parent(GivenColumn& column);
  [[nodiscard]] std::vector<const Node*> read_attributes();

  const Node* node_;
  std::uint16_t number_;
  EntityContext context_;
  Model* model_;
  Diagnostics* diagnostics_;
  Scope scope_;
  EntityKind kind_;
  std::set<std::uint16_t> needs_;
  const Node* per_ = nullptr;
  const Node* distinct_ = nullptr;
  const Node* attributes_ = nullptr;
  const Node* source_ = nullptr;  // `count`, `per`, `rows` or `file`
  const Node* of_ = nullptr;      // the entry of `of`: the parent's attribute
  std::optional<GivenRows> given_;
  std::optional<RowsPart> row_;
  std::vector<Attribute> compiled_;
};

}  // namespace seedbed::model
