// A LoadedDatabase in memory, to test verification and dropping without a database.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sink/loaded_database.hpp"
#include "support/rows.hpp"

namespace seedbed::test {

class FakeLoadedDatabase final : public LoadedDatabase {
 public:
  struct Held {
    Table table;
    std::vector<Row> rows;
    TableState state;
    std::string bad_cell;
  };

  // Adds the rows and the record of a load of the model.
  void load(const std::string& model, const std::vector<std::pair<Table, std::vector<Row>>>& parts,
            const std::vector<std::string>& objects) {
    RecordedLoad& load = loads_.emplace_back();
    load.identity.model = model;
    load.objects = objects;
    for (const auto& [table, rows] : parts) {
      load.tables.push_back({table, rows.size(), digest_of(make_batch(table, rows))});
      Held& held = held_[table.name];
      held.table = table;
      held.state.exists = true;
      held.rows.insert(held.rows.end(), rows.begin(), rows.end());
    }
  }
  RecordedLoad& recorded(std::size_t load) { return loads_.at(load); }
  Held& held(const std::string& table) { return held_.at(table); }
  [[nodiscard]] const std::vector<std::string>& dropped() const { return dropped_; }

  [[nodiscard]] std::string display_name() const override { return "'fake'"; }
  [[nodiscard]] std::vector<RecordedLoad> loads() override { return loads_; }
  [[nodiscard]] TableState inspect(const Table& table) override {
    const auto found = held_.find(table.name);
    return found == held_.end() ? TableState{} : found->second.state;
  }
  [[nodiscard]] std::uint64_t count_rows(const Table& table) override {
    return held_.at(table.name).rows.size();
  }
  // Hands over batches of one row.
  [[nodiscard]] std::string scan(const Table& table, const std::function<void(const Batch&)>& take) override {
    const Held& held = held_.at(table.name);
    for (const Row& row : held.rows) take(make_batch(table, {row}));
    return held.bad_cell;
  }
  std::vector<std::string> drop(const std::string& model, const std::vector<std::string>& objects) override {
    dropped_ = objects;
    return {"the record of " + model};
  }

 private:
  std::vector<RecordedLoad> loads_;
  std::map<std::string, Held> held_;
  std::vector<std::string> dropped_;
};

}  // namespace seedbed::test
