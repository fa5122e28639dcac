#include "simulation/entity_builder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "base/error.hpp"
#include "document/diagnostics.hpp"
#include "random/random.hpp"
#include "simulation/origin_text.hpp"
#include "simulation/siblings.hpp"

namespace seedbed::model {
namespace {

constexpr std::uint64_t kMaxRows = UINT32_MAX - 1;

// Builds one EntityStore.
class Builder {
 public:
  Builder(const Model& model, std::uint64_t seed, EntityStore& store)
      : model_(model),
        seed_(seed),
        store_(store),
        evaluator_(model.program, store),
        loader_(model, store, seed, evaluator_) {}

  void build() {
    store_.entities.resize(model_.entities.size());
    store_.weightings.resize(model_.program.weightings.size());
    for (const std::uint16_t entity : model_.entity_order) {
      build_entity(entity);
      check_choosers(entity);
      weigh(entity);
    }
  }

 private:
  void build_entity(std::uint16_t number) {
    const EntityKind& kind = model_.entities[number];
    EntityData& data = store_.entities[number];
    try {
      if (kind.per) {
        build_children(number, kind, data);
        return;
      }
      check_rows(kind, kind.count);
      data.rows = static_cast<std::uint32_t>(kind.count);
      open_columns(kind, data);
      if (kind.of) find_parents(kind, data);
      if (!holds_anything(kind)) return;
      for (std::uint32_t row = 0; row < data.rows; ++row) {
        loader_.create(number, row, kind.of ? loader_.parent_of(data, row) : 0, row, kind.held_code);
        keep(kind, data, row);
      }
    } catch (const EvaluationError& error) {
      throw Error(Failure::load, fmt::format("{} {}: {}{}", kind.name, loader_.index(), error.what(),
                                             origin_text(model_, error.origin())));
    }
  }

  void build_children(std::uint16_t number, const EntityKind& kind, EntityData& data) {
    const std::uint32_t parents = store_.entities[kind.per->parent].rows;
    if (kind.per->each && !kind.distinct) {
      data.each = *kind.per->each;
      check_rows(kind, std::uint64_t{parents} * data.each);
      data.rows = parents * data.each;
    } else {
      count_rows(kind, data, parents);
    }
    open_columns(kind, data);
    const bool keeps_index = kind.has_children || kind.distinct;
    if (keeps_index) data.index.resize(data.rows);
    if (kind.distinct) data.redraws.resize(data.rows);
    if (!holds_anything(kind) && !keeps_index) return;
    std::uint32_t row = 0;
    for (std::uint32_t parent = 0; parent < parents; ++parent) {
      const std::int64_t first =
          index_of(store_, kind.per->parent, parent) * static_cast<std::int64_t>(kind.per->max);
      const std::uint32_t wanted = data.begin_of(parent + 1) - data.begin_of(parent);
      const std::uint32_t begin = row;
      siblings_.clear();
      for (std::uint32_t child = 0; child < wanted; ++child) {
        if (create_child(number, data, row, parent, first + child)) ++row;
      }
      if (kind.distinct) data.first[parent] = begin;
    }
    if (!kind.distinct) return;
    data.first[parents] = row;
    data.rows = row;
  }

  // With `distinct`, the counts still include children that create_child() will leave out.
  void count_rows(const EntityKind& kind, EntityData& data, std::uint32_t parents) {
    data.first.resize(std::size_t{parents} + 1);
    std::uint64_t rows = 0;
    for (std::uint32_t parent = 0; parent < parents; ++parent) {
      data.first[parent] = static_cast<std::uint32_t>(rows);
      rows += count_children(model_, store_, *kind.per, kind.name, parent, seed_, evaluator_);
      check_rows(kind, rows);
    }
    data.first[parents] = static_cast<std::uint32_t>(rows);
    data.rows = static_cast<std::uint32_t>(rows);
  }

  // Returns false if the child has the same value as a sibling after all redraws; it is left out then.
  bool create_child(std::uint16_t number, EntityData& data, std::uint32_t row, std::uint32_t parent,
                    std::int64_t index) {
    const EntityKind& kind = model_.entities[number];
    loader_.create(number, row, parent, index,
                   kind.distinct ? std::span(&kind.code, 1) : std::span<const Code>(kind.held_code));
    if (kind.distinct) {
      unsigned redraws = 0;
      while (!siblings_.add(evaluator_.frame()[kind.distinct->slot], kind.distinct->of_bytes)) {
        if (++redraws > kMaxRedraws) return false;
        loader_.redraw(number, redraws);
      }
      data.redraws[row] = static_cast<std::uint8_t>(redraws);
    }
    if (!data.index.empty()) data.index[row] = index;
    keep(kind, data, row);
    return true;
  }

  void open_columns(const EntityKind& kind, EntityData& data) {
    for (const EntityColumnDef& field : kind.fields) {
      data.columns.push_back(field.held ? EntityColumn(field.of_bytes, std::max(1U, data.rows))
                                        : EntityColumn());
    }
  }

  [[nodiscard]] static bool holds_anything(const EntityKind& kind) {
    return std::any_of(kind.fields.begin(), kind.fields.end(),
                       [](const EntityColumnDef& field) { return field.held; });
  }

  void keep(const EntityKind& kind, EntityData& data, std::uint32_t row) {
    for (std::size_t f = 0; f < kind.fields.size(); ++f) {
      if (kind.fields[f].held)
        data.columns[f].set(row, evaluator_.frame()[kind.fields[f].slot], store_.texts);
    }
    if (!evaluator_.texts().empty()) evaluator_.texts().reset();
  }

  // Finds the parent of each row by its key, and sorts the rows by parent.
  void find_parents(const EntityKind& kind, EntityData& data) {
    const ParentByKey& of = *kind.of;
    const EntityData& parents = store_.entities[*kind.parent];
    const EntityColumn& keys = parents.columns[of.field];
    const bool text = keys.of_bytes();
    const auto key_of = [&](const Value& value) {
      return text ? std::string(value.view()) : std::to_string(value.integer);
    };
    std::unordered_map<std::string, std::uint32_t> rows;
    for (std::uint32_t p = 0; p < parents.rows; ++p) {
      const Value key = keys.at(p);
      if (key.null != 0) continue;
      const auto [twin, added] = rows.emplace(key_of(key), p);
      if (added) continue;
      throw ModelError(
          Failure::usage,
          fmt::format(
              "{}:{}:{}: error: `of` of [entity.{}]: the rows {} and {} of `{}` (from 0) both have the "
              "{}",
              model_.file, of.at.line, of.at.column, kind.name, twin->second, p,
              model_.entities[*kind.parent].name, described(key, text)));
    }
    std::vector<std::uint32_t> parent_of(data.rows);
    data.first.assign(std::size_t{parents.rows} + 1, 0);
    for (std::uint32_t given = 0; given < data.rows; ++given) {
      const Value& key = of.keys[given];
      const auto found = key.null != 0 ? rows.end() : rows.find(key_of(key));
      if (found == rows.end()) {
        throw ModelError(Failure::usage, fmt::format("{}:{}:{}: error: there is no `{}` with the {}", of.file,
                                                     of.places[given].line, of.places[given].column,
                                                     model_.entities[*kind.parent].name,
                                                     key.null != 0 ? "empty key" : described(key, text)));
      }
      parent_of[given] = found->second;
      ++data.first[found->second + 1];
    }
    for (std::size_t p = 0; p < parents.rows; ++p) data.first[p + 1] += data.first[p];
    data.given.resize(data.rows);
    std::vector<std::uint32_t> next(data.first.begin(), data.first.end() - 1);
    for (std::uint32_t given = 0; given < data.rows; ++given) data.given[next[parent_of[given]]++] = given;
  }

  [[nodiscard]] static std::string described(const Value& key, bool text) {
    return text ? fmt::format("key '{}'", key.view()) : fmt::format("key {}", key.integer);
  }

  // Throws an error of the model that only its rows show.
  [[noreturn]] void refuse(const Origin& origin, const std::string& what) const {
    throw ModelError(Failure::usage, fmt::format("{}:{}:{}: error: {}: {}", model_.file, origin.at.line,
                                                 origin.at.column, origin.place, what));
  }

  void check_choosers(std::uint16_t number) const {
    if (store_.entities[number].rows > 0) return;
    for (const Chooser& chooser : model_.program.choosers) {
      if (chooser.entity != number || chooser.of_parent) continue;
      refuse(chooser.origin,
             fmt::format("the entity `{}` has no rows to choose from", model_.entities[number].name));
    }
  }

  // Builds the alias tables for weighted choices from this entity's rows.
  void weigh(std::uint16_t number) {
    const auto& keys = model_.program.weightings;
    for (std::size_t w = 0; w < keys.size(); ++w) {
      if (keys[w].entity != number) continue;
      Weighting& weighting = store_.weightings[w];
      const EntityData& data = store_.entities[number];
      const std::vector<double> weights = weights_of(keys[w], data);
      weighting.columns.resize(weights.size());
      if (!keys[w].of_parent) {
        if (!fill(weights, weighting.columns)) {
          refuse(keys[w].origin,
                 fmt::format("all weights of the rows of `{}` are 0", model_.entities[number].name));
        }
        continue;
      }
      const std::uint32_t parents = store_.entities[*model_.entities[number].parent].rows;
      for (std::uint32_t p = 0; p < parents; ++p) {
        const std::size_t begin = data.begin_of(p);
        const std::size_t count = data.begin_of(p + 1) - begin;
        if (fill(std::span(weights).subspan(begin, count),
                 std::span(weighting.columns).subspan(begin, count)))
          continue;
        weighting.nothing.resize(parents / 64 + 1);
        weighting.nothing[p / 64] |= std::uint64_t{1} << (p % 64);
      }
    }
  }

  [[nodiscard]] static bool fill(std::span<const double> weights, std::span<AliasColumn> columns) {
    if (std::none_of(weights.begin(), weights.end(), [](double weight) { return weight > 0; })) return false;
    fill_alias_columns(weights, columns);
    return true;
  }

  std::vector<double> weights_of(const WeightingKey& key, const EntityData& data) {
    std::vector<double> weights(data.rows);
    double sum = 0;
    for (std::uint32_t i = 0; i < data.rows; ++i) {
      const Value value = data.columns[key.field].at(i);
      if (value.null != 0) continue;
      weights[i] = key.real ? value.real : static_cast<double>(value.integer);
      sum += weights[i];
      if (weights[i] >= 0 && std::isfinite(sum)) continue;
      const std::string& entity = model_.entities[key.entity].name;
      refuse(key.origin,
             weights[i] < 0
                 ? fmt::format("the weight of {} {} is negative", entity, loader_.index_of(key.entity, i))
                 : fmt::format("the weights of the rows of `{}` are too large to add up", entity));
    }
    return weights;
  }

  void check_rows(const EntityKind& kind, std::uint64_t rows) const {
    if (rows <= kMaxRows) return;
    throw ModelError(Failure::usage, fmt::format("{}: error: the entity `{}` has more than {} rows",
                                                 model_.file, kind.name, kMaxRows));
  }

  const Model& model_;
  std::uint64_t seed_;
  EntityStore& store_;
  Evaluator evaluator_;
  EntityLoader loader_;
  Siblings siblings_;
};

}  // namespace

EntityStore build_entities(const Model& model, std::uint64_t seed) {
  EntityStore store;
  if (!model.entities.empty()) Builder(model, seed, store).build();
  return store;
}

std::int64_t index_of(const EntityStore& entities, std::uint16_t entity, std::uint32_t row) {
  const EntityData& data = entities.entities[entity];
  if (!data.index.empty()) return data.index[row];
  return row;
}

std::uint32_t count_children(const Model& model, const EntityStore& entities, const Children& children,
                             std::string_view kind, std::uint32_t parent, std::uint64_t seed,
                             Evaluator& evaluator) try {
  if (children.each) return *children.each;
  Value* const frame = evaluator.frame();
  frame[children.parent_slot] = Value::of_integer(parent);
  const auto index = static_cast<std::uint64_t>(index_of(entities, children.parent, parent));
  evaluator.set_draw_context(draw_context(actor_key(seed, children.key, index), 0));
  evaluator.run(children.code);
  const Value count = frame[children.slot];
  evaluator.texts().reset();
  if (count.null != 0 || count.integer <= 0) return 0;
  return static_cast<std::uint32_t>(
      std::min<std::uint64_t>(static_cast<std::uint64_t>(count.integer), children.max));
} catch (const EvaluationError& error) {
  throw Error(Failure::load,
              fmt::format("{}, `per` of {} {}: {}{}", kind, model.entities[children.parent].name,
                          index_of(entities, children.parent, parent), error.what(),
                          origin_text(model, error.origin())));
}

std::uint32_t EntityLoader::parent_of(const EntityData& data, std::uint32_t row) {
  if (data.first.empty()) return row / data.each;
  const auto holds = [&](std::uint32_t p) {
    return p + 1 < data.first.size() && data.first[p] <= row && row < data.first[p + 1];
  };
  if (!holds(last_parent_) && !holds(++last_parent_)) {
    const auto after = std::upper_bound(data.first.begin(), data.first.end(), row);
    last_parent_ = static_cast<std::uint32_t>(after - data.first.begin()) - 1;
  }
  return last_parent_;
}

std::int64_t EntityLoader::index_of(std::uint16_t entity, std::uint32_t row) {
  const EntityKind& kind = model_->entities[entity];
  const EntityData& data = entities_->entities[entity];
  if (!kind.per || !data.index.empty()) return model::index_of(*entities_, entity, row);
  const std::uint32_t parent = parent_of(data, row);
  return model::index_of(*entities_, kind.per->parent, parent) * static_cast<std::int64_t>(kind.per->max) +
         (row - data.begin_of(parent));
}

void EntityLoader::load(std::uint16_t entity, std::uint32_t row) {
  const EntityKind& kind = model_->entities[entity];
  const EntityData& data = entities_->entities[entity];
  create(entity, row, kind.parent ? parent_of(data, row) : 0, index_of(entity, row), {&kind.code, 1});
  if (!data.redraws.empty() && data.redraws[row] > 0) redraw(entity, data.redraws[row]);
}

void EntityLoader::create(std::uint16_t entity, std::uint32_t row, std::uint32_t parent, std::int64_t index,
                          std::span<const Code> code) {
  const EntityKind& kind = model_->entities[entity];
  Value* const frame = evaluator_->frame();
  index_ = index;
  if (kind.parent) frame[kind.parent_slot] = Value::of_integer(parent);
  frame[model_->index_slot] = Value::of_integer(index);
  const EntityData& data = entities_->entities[entity];
  const std::uint32_t given = data.given.empty() ? row : data.given[row];
  // Rows with `of` are numbered parent by parent. Their draws use the number in the file, so that they do not
  // depend on other rows.
  row_key_ = actor_key(seed_, kind.key, kind.of ? given : static_cast<std::uint64_t>(index));
  for (const auto& [slot, values] : kind.given) frame[slot] = values[given];
  evaluator_->set_draw_context(draw_context(row_key_, 0));
  for (const Code& part : code) evaluator_->run(part);
}

void EntityLoader::redraw(std::uint16_t entity, unsigned n) {
  evaluator_->set_draw_context(draw_context(row_key_, n));
  evaluator_->run(model_->entities[entity].distinct->redraw);
}

}  // namespace seedbed::model
