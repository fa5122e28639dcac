// Reads back what loads wrote into a schema.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "sink/loaded_database.hpp"

namespace seedbed {
namespace postgres {

class Connection;

// REQUIRES: the connection is in a transaction and outlives this.
class LoadedSchema : public LoadedDatabase {
 public:
  // `loads`: the expected content, if seedbed_load does not have it yet; empty: read seedbed_load.
  LoadedSchema(Connection& connection, std::string schema, std::vector<RecordedLoad> loads = {})
      : connection_(&connection), schema_(std::move(schema)), loads_(std::move(loads)) {}

  std::string display_name() const override { return "schema '" + schema_ + "'"; }
  std::vector<RecordedLoad> loads() override;
  TableState inspect(const Table& table) override;
  std::uint64_t count_rows(const Table& table) override;
  std::string scan(const Table& table, const std::function<void(const Batch&)>& take) override;
  std::vector<std::string> drop(const std::string& model, const std::vector<std::string>& objects) override;

 private:
  [[nodiscard]] std::string qualified(const std::string& name) const;
  void report_unreadable_rows(const Table& table, std::uint64_t rows,
                              const std::function<void(const Batch&)>& take) const;
  void remove_records_of(const std::string& model, std::vector<std::string>& removed);

  Connection* connection_;
  std::string schema_;
  std::vector<RecordedLoad> loads_;
};

}  // namespace postgres

// Connects. `address` as make_postgres_target() takes it.
[[nodiscard]] std::unique_ptr<LoadedDatabase> open_loaded_postgres(const std::string& address,
                                                                   const LoadedOptions& options);

}  // namespace seedbed
