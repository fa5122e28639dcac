// The files that a model names: found beside it, and never outside of its folder, links included.
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

  // The file that `name`, a text relative to the folder, names; reports at `name` if it can't be had.
  [[nodiscard]] std::optional<ModelFile> read(const Node& name);
  // What was read so far, with the names.
  [[nodiscard]] const std::string& texts() const { return texts_; }

 private:
  std::optional<ModelFile> fail(const Node& name, const std::string& why);

  std::string folder_;
  Diagnostics* diagnostics_;
  std::string texts_;
};

// The byte where `text` stops being UTF-8 without NUL; its size if it never does.
[[nodiscard]] std::size_t first_bad_byte(std::string_view text);

}  // namespace seedbed::model
