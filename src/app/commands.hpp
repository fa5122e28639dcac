// What each command of the command line does. They throw Error and return the exit code.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/graph_text.hpp"
#include "app/progress.hpp"
#include "app/run_arguments.hpp"
#include "sink/derived_ddl.hpp"
#include "sink/target.hpp"

namespace seedbed {

struct LoadArguments : RunArguments {
  std::optional<std::string> to;  // absent: sqlite:MODEL.db in the current folder
  std::string since, until;       // empty: the whole run
  std::string shard;              // "K/N", empty: 1/1
  IfExists if_exists = IfExists::fail;
  std::string sql;
  ServerOptions server;
  std::size_t threads = 0;  // 0: as many as the machine has
  bool no_indexes = false;
  bool verify = false;
  bool quiet = false;
  bool json = false;
  bool log_sql = false;
  ProgressMode progress = ProgressMode::automatic;
};

struct PreviewArguments : RunArguments {
  std::size_t rows = 5;  // per table, at most
};

struct SchemaArguments {
  std::string model;
  Dialect dialect = Dialect::sqlite;
  std::vector<std::string> set;
  std::string sql;
};

struct GraphArguments {
  std::string model;
  GraphFormat format = GraphFormat::dot;
  std::vector<std::string> set;
};

int run_load_command(const LoadArguments& arguments);
// Prints all errors and warnings of the models. Returns 0 if no model has an error, else 2.
int run_check_command(const std::vector<std::string>& models, const std::vector<std::string>& set);
// Prints the first rows of every table.
int run_preview_command(const PreviewArguments& arguments);
// Prints the DDL of a load in the order in which a load runs it.
int run_schema_command(const SchemaArguments& arguments);
// Prints the state machines.
int run_graph_command(const GraphArguments& arguments);
int run_models_command(bool json);
int run_show_command(const std::string& model);

}  // namespace seedbed
