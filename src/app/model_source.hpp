// Finds the model that MODEL on the command line names, a bundled one or a file, and its SQL.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "model/model.hpp"
#include "sink/dialect.hpp"
#include "sink/target.hpp"

namespace seedbed {

struct ModelSource {
  std::string text;
  std::string file_name;  // for messages: the path as given, or "bank.toml"
  std::string name;       // "bank": the file's name without its folder and ending
  std::string folder;     // of the file; empty for a bundled model
};

// `model` is a bundled name or a path. Throws Error(usage) with the nearest bundled name.
[[nodiscard]] ModelSource find_model(const std::string& model);

// The DDL of `dialect` for the model: from `sql_folder` (--sql) if that is not empty, else from the folder
// beside the model that [model] sql names, else the bundled one. Empty scripts if the model names no SQL.
// Throws Error(usage) that lists where it looked.
[[nodiscard]] SqlScripts find_sql(const model::Model& model, const ModelSource& source,
                                  const std::string& sql_folder, std::optional<Dialect> dialect);

}  // namespace seedbed
