#include "app/compiled_model.hpp"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "app/console.hpp"

namespace seedbed {

CompiledModel compile_named_model(const std::string& name, model::CompileOptions options, Warnings warnings) {
  ModelSource source = find_model(name);
  options.folder = source.folder;
  std::vector<std::string> lines;
  model::Model model = model::compile_model(source.text, source.file_name, source.name, options, lines);
  if (warnings == Warnings::print) {
    for (const std::string& line : lines) say(fmt::format("{}\n", line));
  }
  return {std::move(source), std::move(model)};
}

}  // namespace seedbed
