// Compiles the text of a model into a Model.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "document/diagnostics.hpp"
#include "model/model.hpp"

namespace seedbed::model {

// The command line's options for a model.
struct CompileOptions {
  std::vector<std::pair<std::string, std::string>> set;  // parameters: name, expression
  std::optional<std::int64_t> start;                     // microseconds since 1970, UTC
  std::optional<std::int64_t> end;
  std::optional<std::int64_t> duration;  // microseconds
  std::string
      folder;  // where the model lies: files that it names are looked for there; empty: it may name none
};

// Larger files are refused: they are not models.
inline constexpr std::size_t kMaxModelBytes = std::size_t{16} << 20;

// Reads a model file whole. Throws Error(usage) if it is missing, a folder, unreadable or too large.
[[nodiscard]] std::string read_model_file(const std::string& path);

// Throws ModelError with all errors of the model, or Error(usage) for a wrong --set. Appends warnings to
// `warnings`, one line each. `file_name` is for messages; `default_name` is the model's name if the file has
// none.
[[nodiscard]] Model compile_model(std::string_view text, const std::string& file_name,
                                  const std::string& default_name, const CompileOptions& options,
                                  std::vector<std::string>& warnings);

}  // namespace seedbed::model
