#include "sink/model_drop.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/nearest.hpp"

namespace seedbed {
namespace {

std::vector<std::string> recorded_models(const std::vector<RecordedLoad>& loads) {
  std::vector<std::string> models;
  for (const RecordedLoad& load : loads) {
    if (std::find(models.begin(), models.end(), load.identity.model) == models.end())
      models.push_back(load.identity.model);
  }
  return models;
}

std::string choose_model(const std::vector<std::string>& names, const std::vector<std::string>& models,
                         const std::string& display_name) {
  for (const std::string& name : names) {
    if (std::find(models.begin(), models.end(), name) != models.end()) return name;
  }
  std::string list;
  for (const std::string& model : models) list += (list.empty() ? "" : ", ") + model;
  const auto near = nearest(names.back(), models);
  throw Error(Failure::usage, display_name + " holds no load of a model `" + names.back() + "`; " +
                                  (near ? "did you mean `" + *near + "`?" : "it holds loads of: " + list));
}

class DropPlan {
 public:
  DropPlan(LoadedDatabase& database, const std::vector<RecordedLoad>& loads, const std::string& model)
      : database_(database) {
    for (const RecordedLoad& load : loads) {
      // The last load that recorded a name made the object that has it now.
      for (const std::string& name : load.objects) forget(objects_, name);
      if (load.identity.model != model) continue;
      objects_.insert(objects_.end(), load.objects.begin(), load.objects.end());
      for (const RecordedTable& part : load.tables) add(filled_, part.table);
    }
  }

  [[nodiscard]] const std::vector<std::string>& objects() const { return objects_; }

  // One for each table that holds rows of the model, but was not made by a load.
  [[nodiscard]] std::vector<std::string> notes() const {
    std::vector<std::string> notes;
    for (const Table& table : filled_) {
      if (names(objects_, table.name) || !database_.inspect(table).exists) continue;
      notes.push_back("the table " + table.name +
                      " stays with its rows: it existed before the first load, which only added rows");
    }
    return notes;
  }

 private:
  [[nodiscard]] bool names(const std::vector<std::string>& list, const std::string& name) const {
    return std::any_of(list.begin(), list.end(),
                       [&](const std::string& known) { return database_.same_name(known, name); });
  }
  void forget(std::vector<std::string>& list, const std::string& name) const {
    list.erase(std::remove_if(list.begin(), list.end(),
                              [&](const std::string& known) { return database_.same_name(known, name); }),
               list.end());
  }
  void add(std::vector<Table>& list, const Table& table) const {
    const bool known = std::any_of(list.begin(), list.end(), [&](const Table& other) {
      return database_.same_name(other.name, table.name);
    });
    if (!known) list.push_back(table);
  }

  LoadedDatabase& database_;
  std::vector<std::string> objects_;
  std::vector<Table> filled_;
};

}  // namespace

DroppedModel drop_model(LoadedDatabase& database, const std::vector<std::string>& names) {
  const std::vector<RecordedLoad> loads = database.loads();
  DroppedModel dropped{choose_model(names, recorded_models(loads), database.display_name()), {}, {}};
  const DropPlan plan(database, loads, dropped.model);
  dropped.notes = plan.notes();
  dropped.removed = database.drop(dropped.model, plan.objects());
  return dropped;
}

}  // namespace seedbed
