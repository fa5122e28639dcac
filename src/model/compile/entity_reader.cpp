#include "model/compile/entity_reader.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/hash.hpp"
#include "expression/language/mentions.hpp"
#include "expression/program/instruction.hpp"
#include "model/compile/attributes.hpp"
#include "model/compile/children_reader.hpp"
#include "model/compile/row_compiler.hpp"

namespace seedbed::model {
namespace {

using Kind = ExprType::Kind;

constexpr std::int64_t kMaxCount = 4'000'000'000;

bool of_bytes(const ExprType& type) {
  return type.kind == Kind::text || type.kind == Kind::json || type.kind == Kind::uuid;
}

}  // namespace

EntityReader::EntityReader(const Node& node, std::uint16_t number, const EntityContext& context, Model& model)
    : node_(&node),
      number_(number),
      context_(context),
      model_(&model),
      diagnostics_(&context.diagnostics),
      scope_(&context.outer) {
  kind_.name = node.key;
  kind_.key = hash64("entity " + kind_.name);
}

void EntityReader::read() {
  if (!node_->is(Node::Kind::table)) {
    diagnostics_->error(node_->key_at, fmt::format("{}: expected a table", where()));
    return;
  }
  if (!is_identifier(kind_.name) || is_reserved(kind_.name)) {
    diagnostics_->error(node_->key_at,
                        fmt::format("entity `{}`: {}", kind_.name,
                                    is_reserved(kind_.name) ? "the name is taken by the language"
                                                            : "expected letters, digits and underscores"));
  }
  Keys keys(*node_, where(), *diagnostics_);
  const Node* count = keys.take("count");
  per_ = keys.take("per");
  const Node* rows = keys.take_array("rows");
  const Node* file = keys.take_text("file", "\"cities.csv\"");
  const Node* types = keys.take_table("types");
  const Node* of = keys.take_table("of");
  distinct_ = keys.take_text("distinct", "\"network\"");
  attributes_ = keys.take_table("attributes");
  const Node* table = keys.take_table("table");
  keys.finish();
  for (const Node* source : {count, per_, rows, file}) {
    if (source == nullptr) continue;
    if (source_ == nullptr) {
      source_ = source;
      continue;
    }
    diagnostics_->error(source->key_at, fmt::format("{} has `{}` and `{}`: expected one source of rows",
                                                    where(), source_->key, source->key));
  }
  if (source_ == nullptr) {
    diagnostics_->error(node_->key_at,
                        fmt::format("{} has no rows: say `count`, `per`, `rows` or `file`", where()));
  }
  if (count != nullptr) read_count(*count);
  if (per_ != nullptr) kind_.parent = parent_of(*per_, where(), context_.entities, *diagnostics_);
  if (rows != nullptr || file != nullptr) read_rows(rows, file, types);
  if (types != nullptr && rows == nullptr && file == nullptr)
    diagnostics_->error(types->key_at, fmt::format("`types` of {}: it is for `rows` and `file`", where()));
  if (of != nullptr) read_of(of);
  if (distinct_ != nullptr && per_ == nullptr) {
    diagnostics_->error(distinct_->key_at,
                        fmt::format("`distinct` of {} tells siblings apart: it needs a `per`", where()));
    distinct_ = nullptr;
  }
  if (kind_.parent) {
    info().parent = kind_.parent;
    needs_.insert(*kind_.parent);
  }
  for (const Node* part : {per_, attributes_, table}) {
    if (part != nullptr) find_needs(*part);
  }
  if (table != nullptr) read_table(*table);
}

void EntityReader::read_count(const Node& count) {
  Expectation expected;
  expected.kinds = {Kind::integer};
  expected.what = "how many rows there are, such as 40 or \"apps\"";
  expected.may_draw = false;
  expected.why_no_draw = "the number of rows is fixed";
  const auto value = compile_expression(count, context_.outer, expected, "entity." + kind_.name + ".count",
                                        model_->program, *diagnostics_);
  if (!value || !value->constant) return;
  const Value& n = model_->program.frame[value->slot];
  if (n.null == 0 && n.integer >= 0 && n.integer <= kMaxCount) {
    kind_.count = static_cast<std::uint64_t>(n.integer);
    return;
  }
  diagnostics_->error(count.at,
                      fmt::format("`count` of {}: expected a number from 0 to {}", where(), kMaxCount));
}

void EntityReader::read_rows(const Node* rows, const Node* file, const Node* types) {
  if (rows != nullptr) {
    given_ = read_given_rows(*rows, types, model_->program, *diagnostics_);
  } else if (const auto text = context_.files.read(*file)) {
    given_ = read_given_rows(*text, types, model_->program, *diagnostics_);
  }
  if (given_) kind_.count = given_->places.size();
}

// of = { country = "code" }
void EntityReader::read_of(const Node* of) {
  if (source_ == nullptr || (source_->key != "rows" && source_->key != "file") || of->items.size() != 1 ||
      !of->items.front().is(Node::Kind::text)) {
    diagnostics_->error(of->key_at,
                        fmt::format("`of` of {}: expected {{ country = \"code\" }} beside `rows` or "
                                    "`file`: the parent, and its attribute that the rows name",
                                    where()));
    return;
  }
  of_ = &of->items.front();
  kind_.parent = find_entity(context_.entities, of_->key);
  if (kind_.parent) return;
  std::vector<std::string> names;
  for (const EntityInfo& entity : context_.entities) names.push_back(entity.name);
  diagnostics_->error(of_->key_at, fmt::format("`of` of {}: there is no entity `{}`{}", where(), of_->key,
                                               suggestion(of_->key, names)));
}

void EntityReader::read_table(const Node& table) {
  Keys keys(table, fmt::format("[entity.{}.table]", kind_.name), *diagnostics_);
  const Node* name = keys.take_text("name", "\"app\"");
  const std::size_t number = context_.tables.add(keys, name != nullptr ? name->text : kind_.name,
                                                 name != nullptr ? name->at : table.key_at, *diagnostics_);
  keys.finish();
  context_.tables.at(number).written = true;
  context_.tables.at(number).of_entity = true;
  row_ = RowsPart{&table, number, nullptr, nullptr};
}

// Adds the entities that expressions choose from, and those that are the types of attributes.
void EntityReader::find_needs(const Node& node) {
  if (node.is(Node::Kind::text)) {
    for (const std::string& name : mentions_in(node.text, nullptr).chosen) {
      if (const auto entity = find_entity(context_.entities, name)) needs_.insert(*entity);
    }
    if (node.key == "type") {
      if (const auto entity = find_entity(context_.entities, node.text)) needs_.insert(*entity);
    }
  }
  for (const Node& item : node.items) find_needs(item);
}

void EntityReader::add_field(const std::string& name, const Binding& binding) {
  info().fields.push_back({name, binding.type, binding.broken, false});
  kind_.fields.push_back({binding.slot, of_bytes(binding.type), false});
  scope_.bind(name, binding);
}

void EntityReader::compile(const EntityKind* parent) {
  Program& program = model_->program;
  scope_.bind("index", {{Kind::integer}, model_->index_slot, false, ""});
  for (const char* name : {"now", "transition", "from", "to", "state", "nth", "arrival"}) {
    scope_.bind(name, {{},
                       0,
                       false,
                       fmt::format("`{}` is not in scope in an entity: its rows are there before anyone acts",
                                   name)});
  }
  if (parent != nullptr) name_parent();
  if (per_ != nullptr && parent != nullptr) {
    Scope scope(&context_.outer);
    scope.bind(parent->name, *scope_.find(parent->name));
    kind_.per = compile_children(*per_, *kind_.parent, kind_.parent_slot, scope, "entity." + kind_.name,
                                 program, *diagnostics_);
  }
  kind_.index_space =
      kind_.per ? index_space_of(*kind_.per, parent->index_space, *per_, *diagnostics_) : kind_.count;
  if (given_) {
    take_given();
  } else if (source_ != nullptr && (source_->key == "rows" || source_->key == "file")) {
    info().lacks_fields = true;
  }
  std::vector<const Node*> ordered = read_attributes();
  const Node* distinct = nullptr;
  if (distinct_ != nullptr) {
    distinct = attributes_ == nullptr ? nullptr : attributes_->find(distinct_->text);
    if (distinct == nullptr) {
      diagnostics_->error(distinct_->at,
                          fmt::format("`distinct` of {}: there is no attribute `{}`{}", where(),
                                      distinct_->text, suggestion(distinct_->text, keys_of(attributes_))));
    } else {
      kind_.distinct.emplace();
      const auto redrawn = dependents(ordered, *distinct, scope_);
      std::stable_partition(ordered.begin(), ordered.end(),
                            [&](const Node* node) { return !redrawn.contains(node); });
    }
  }
  kind_.code.begin = static_cast<std::uint32_t>(program.code.size());
  for (const Node* attribute : ordered) {
    if (attribute == distinct) kind_.distinct->redraw.begin = static_cast<std::uint32_t>(program.code.size());
    compile_attribute(*attribute);
  }
  kind_.code.end = static_cast<std::uint32_t>(program.code.size());
  if (kind_.distinct) {
    const Binding* binding = scope_.find(distinct->key);
    kind_.distinct->slot = binding->slot;
    kind_.distinct->of_bytes = of_bytes(binding->type);
    kind_.distinct->redraw.end = kind_.code.end;
  }
  info().known = true;
}

void EntityReader::name_parent() {
  kind_.parent_slot = model_->program.new_slot();
  const std::string& name = context_.entities[*kind_.parent].name;
  if (context_.outer.find(name) != nullptr) {
    diagnostics_->error(node_->key_at,
                        fmt::format("{}: its parent `{}` has the name of a parameter", where(), name));
  }
  add_field(name, {{Kind::reference, 0, *kind_.parent}, kind_.parent_slot, false, ""});
}

// The given columns become fields, except the one that names the parent.
void EntityReader::take_given() {
  for (GivenColumn& column : given_->columns) {
    if (of_ != nullptr && kind_.parent && column.name == of_->key) {
      match_parent(column);
    } else if (!is_identifier(column.name) || is_reserved(column.name) ||
               scope_.find(column.name) != nullptr) {
      diagnostics_->error_in(
          given_->file == diagnostics_->file() ? "" : given_->file, column.at,
          fmt::format("column `{}` of {}: {}", column.name, where(),
                      !is_identifier(column.name)
                          ? "expected letters, digits and underscores"
                          : "the name is taken, by the language, a parameter or a parent"));
      info().lacks_fields = true;
    } else {
      const Slot slot = model_->program.new_slot();
      add_field(column.name, {column.type, slot, false, ""});
      kind_.given.emplace_back(slot, std::move(column.values));
    }
  }
  if (of_ != nullptr && kind_.parent && !kind_.of && !diagnostics_->failed()) {
    diagnostics_->error(
        of_->key_at, fmt::format("`of` of {0}: the rows have no column `{1}`: it says which {1} each belongs "
                                 "to, by the `{2}` of it",
                                 where(), of_->key, of_->text));
  }
}

void EntityReader::match_parent(GivenColumn& column) {
  EntityInfo& parent = context_.entities[*kind_.parent];
  const auto field = std::find_if(parent.fields.begin(), parent.fields.end(),
                                  [&](const EntityField& f) { return f.name == of_->text; });
  if (!parent.known) return;  // part of a circle, which was reported
  if (field == parent.fields.end()) {
    std::vector<std::string> names;
    for (const EntityField& f : parent.fields) names.push_back(f.name);
    if (parent.lacks_fields) return;
    diagnostics_->error(of_->at, fmt::format("`of` of {}: `{}` has no attribute `{}`{}", where(), parent.name,
                                             of_->text, suggestion(of_->text, names)));
    return;
  }
  const Kind key = field->type.kind;
  if (!field->broken && (key != column.type.kind || (key != Kind::text && key != Kind::integer))) {
    diagnostics_->error(of_->at, fmt::format("`of` of {}: the column `{}` is {}, and `{}` of `{}` is {}: "
                                             "expected both to be text, or both int",
                                             where(), column.name, type_name(column.type), of_->text,
                                             parent.name, type_name(field->type)));
  }
  field->read = true;
  kind_.of = ParentByKey{static_cast<std::uint16_t>(field - parent.fields.begin()), std::move(column.values),
                         given_->places, given_->file, of_->at};
}

// The attributes in the order in which they need each other.
std::vector<const Node*> EntityReader::read_attributes() {
  std::vector<const Node*> all;
  if (attributes_ == nullptr) return all;
  for (const Node& attribute : attributes_->items) {
    const auto same = [&](const EntityField& field) { return field.name == attribute.key; };
    if (std::any_of(info().fields.begin(), info().fields.end(), same)) {
      diagnostics_->error(attribute.key_at,
                          fmt::format("attribute `{}` of {}: the parent or a column of the rows has the same "
                                      "name",
                                      attribute.key, where()));
      info().lacks_fields = true;
      continue;
    }
    check_attribute_name(attribute, where(), context_.outer, *diagnostics_);
    all.push_back(&attribute);
  }
  std::vector<const Node*> ordered = in_order_of_need(all, where(), scope_, *diagnostics_);
  if (ordered.size() < all.size()) info().lacks_fields = true;
  return ordered;
}

void EntityReader::compile_attribute(const Node& attribute) {
  Program& program = model_->program;
  Attribute compiled{&attribute, {static_cast<std::uint32_t>(program.code.size()), 0}, {}};
  const std::string place = fmt::format("entity.{}.attributes.{}", kind_.name, attribute.key);
  const auto value = compile_first_value(attribute, scope_, place, program, *diagnostics_);
  add_field(attribute.key,
            value ? Binding{value->type, value->slot, value->constant, ""} : Binding::of_broken());
  compiled.code.end = static_cast<std::uint32_t>(program.code.size());
  if (value) compiled.needs = value->names;
  compiled_.push_back(std::move(compiled));
}

void EntityReader::compile_row(Model& model) {
  if (!row_) return;
  kind_.row = compile_emission(*row_, scope_, "entity." + kind_.name + ".table", {}, context_.tables, model,
                               *diagnostics_);
}

void EntityReader::finish() {
  std::set<std::string> needed;
  for (std::size_t f = 0; f < kind_.fields.size(); ++f) {
    kind_.fields[f].held = info().fields[f].read;
    if (kind_.fields[f].held) needed.insert(info().fields[f].name);
  }
  kind_.held_code.clear();
  for (auto attribute = compiled_.rbegin(); attribute != compiled_.rend(); ++attribute) {
    if (!needed.contains(attribute->node->key)) continue;
    needed.insert(attribute->needs.begin(), attribute->needs.end());
    if (!attribute->code.empty()) kind_.held_code.push_back(attribute->code);
  }
  std::reverse(kind_.held_code.begin(), kind_.held_code.end());
}

}  // namespace seedbed::model
