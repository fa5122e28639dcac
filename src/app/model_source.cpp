#include "app/model_source.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>

#include "app/bundled.hpp"
#include "base/error.hpp"
#include "base/nearest.hpp"
#include "model/compile/model_compiler.hpp"

namespace seedbed {
namespace {

namespace fs = std::filesystem;

std::optional<std::string> read_script(const fs::path& path) {
  std::error_code error;
  if (!fs::is_regular_file(path, error)) return std::nullopt;
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file) throw Error(Failure::usage, fmt::format("cannot read {}", path.string()));
  return text.str();
}

std::optional<SqlScripts> scripts_in(const fs::path& folder) {
  const auto tables = read_script(folder / "tables.sql");
  if (!tables) return std::nullopt;
  return SqlScripts{*tables, read_script(folder / "indexes.sql").value_or(""),
                    read_script(folder / "views.sql").value_or(""), folder.string()};
}

std::optional<SqlScripts> bundled_scripts(const std::string& folder) {
  const auto tables = bundled_file(folder + "/tables.sql");
  if (!tables) return std::nullopt;
  const auto other = [&](const char* name) { return std::string(bundled_file(folder + name).value_or("")); };
  return SqlScripts{std::string(*tables), other("/indexes.sql"), other("/views.sql"), folder};
}

}  // namespace

ModelSource find_model(const std::string& model) {
  if (const auto text = bundled_file("config/" + model + ".toml")) {
    return {std::string(*text), model + ".toml", model, ""};
  }
  const fs::path path(model);
  std::error_code error;
  if (!model.ends_with(".toml") && model.find('/') == std::string::npos && !fs::exists(path, error)) {
    std::vector<std::string> names = bundled_models();
    const auto near = nearest(model, names);
    throw Error(
        Failure::usage,
        fmt::format("there is no bundled model `{}`{} Bundled models: {}. A model of your own is named by "
                    "its path, such as {}.toml",
                    model, near ? fmt::format("; did you mean `{}`?", *near) : ".", fmt::join(names, ", "),
                    model));
  }
  const fs::path folder = path.parent_path();
  return {model::read_model_file(model), model, path.stem().string(), folder.empty() ? "." : folder.string()};
}

SqlScripts find_sql(const model::Model& model, const ModelSource& source, const std::string& sql_folder,
                    std::optional<Dialect> dialect) {
  if (!dialect) return {};
  const std::string_view sub_folder = dialect_name(*dialect);
  if (!sql_folder.empty()) {
    for (const fs::path& folder : {fs::path(sql_folder) / sub_folder, fs::path(sql_folder)}) {
      if (auto scripts = scripts_in(folder)) return *scripts;
    }
    throw Error(Failure::usage,
                fmt::format("--sql {0}: there is neither {0}/{1}/tables.sql nor {0}/tables.sql", sql_folder,
                            sub_folder));
  }
  if (model.sql.empty()) return {};
  if (model.sql.find('/') != std::string::npos || model.sql.starts_with('.')) {
    throw Error(Failure::usage,
                fmt::format("{}: `sql` in [model] is \"{}\": expected the name of a folder beside the model",
                            source.file_name, model.sql));
  }
  std::string looked;
  if (!source.folder.empty()) {
    const fs::path folder = fs::path(source.folder) / model.sql / sub_folder;
    if (auto scripts = scripts_in(folder)) return *scripts;
    looked = folder.string() + "/tables.sql, ";
  }
  const std::string bundled = fmt::format("sql/{}/{}", model.sql, sub_folder);
  if (auto scripts = bundled_scripts(bundled)) return *scripts;
  throw Error(Failure::usage, fmt::format("{}: no SQL for `sql = \"{}\"`: looked for {}and the bundled {}",
                                          source.file_name, model.sql, looked, bundled));
}

}  // namespace seedbed
