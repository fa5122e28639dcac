// The files that a model names. They must be in the model's folder; links that lead out of it are refused.
#pragma once
#include <optional>
#include <string>

#include "document/diagnostics.hpp"
#include "document/document.hpp"

namespace seedbed::model {

struct ModelFile {
  std::string path;  // for messages
  std::string text;  // UTF-8, without a byte order mark
};

class ModelFiles {
 public:
  // `folder` empty: the model may name no files. `diagnostics` must outlive this.
  ModelFiles(std::string folder, Diagnostics& diagnostics)
      : folder_(std::move(folder)), diagnostics_(&diagnostics) {}

  // Reads the file at the path `name`, relative to the folder. Returns nothing if it cannot be read, and
  // reports that at `name`.
  [[nodiscard]] std::optional<ModelFile> read(const Node& name);
  // The names and texts of all files read so far.
  [[nodiscard]] const std::string& texts() const { return texts_; }

 private:
  std::optional<ModelFile> fail(const Node& name, const std::string& why);

  std::string folder_;
  Diagnostics* diagnostics_;
  std::string texts_;
};

// The offset of the first byte that is a NUL or not valid UTF-8; the size of `text` if there is none.
[[nodiscard]] std::size_t first_bad_byte(std::string_view text);

}  // namespace seedbed::model
