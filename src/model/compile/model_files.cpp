#include "model/compile/model_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace seedbed::model {
namespace {

namespace fs = std::filesystem;

// Larger files are refused: a file is held in memory as a whole.
constexpr std::size_t kMaxFileBytes = std::size_t{256} << 20;

// The length of the UTF-8 sequence at `at`, in bytes; 0 if it is invalid or a NUL.
std::size_t sequence_length(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(at);
  if (lead == 0) return 0;
  if (lead < 0x80) return 1;
  const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || at + length > text.size()) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(at + i) & 0xc0) != 0x80) return 0;
  }
  const unsigned char second = byte(at + 1);
  const bool overlong = (lead == 0xe0 && second < 0xa0) || (lead == 0xf0 && second < 0x90);
  const bool no_character = (lead == 0xed && second > 0x9f) || (lead == 0xf4 && second > 0x8f);
  return overlong || no_character ? 0 : length;
}

bool lies_in(const fs::path& file, const fs::path& folder) {
  const auto [end, ignored] = std::mismatch(folder.begin(), folder.end(), file.begin(), file.end());
  return end == folder.end();
}

}  // namespace

std::size_t first_bad_byte(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = sequence_length(text, at);
    if (length == 0) return at;
    at += length;
  }
  return text.size();
}

std::optional<ModelFile> ModelFiles::fail(const Node& name, const std::string& why) {
  diagnostics_->error(name.at, fmt::format("`file` \"{}\": {}", name.text, why));
  return std::nullopt;
}

std::optional<ModelFile> ModelFiles::read(const Node& name) {
  if (folder_.empty()) return fail(name, "a bundled model names no files");
  const fs::path path = (fs::path(folder_) / name.text).lexically_normal();
  std::error_code error;
  if (name.text.empty() || fs::path(name.text).is_absolute())
    return fail(name, "expected a path relative to the model");
  const fs::path folder = fs::canonical(folder_, error);
  const fs::path file = error ? fs::path() : fs::weakly_canonical(folder / name.text, error);
  if (error || !lies_in(file, folder)) return fail(name, "it lies outside of the model's folder");
  if (!fs::is_regular_file(file, error)) {
    return fail(name, fs::exists(file, error) ? "it is no file" : "there is no such file beside the model");
  }
  if (fs::file_size(file, error) > kMaxFileBytes) {
    return fail(name, fmt::format("it is larger than {} MiB", kMaxFileBytes >> 20));
  }
  std::ifstream in(file, std::ios::binary);
  std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  if (!in) return fail(name, "it cannot be read");
  if (text.starts_with("\xef\xbb\xbf")) text.erase(0, 3);
  if (const std::size_t bad = first_bad_byte(text); bad < text.size()) {
    const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(bad), '\n');
    const std::size_t line_start = bad == 0 ? 0 : text.rfind('\n', bad - 1) + 1;
    diagnostics_->error_in(path.string(), {static_cast<int>(line), static_cast<int>(bad - line_start) + 1},
                           "expected UTF-8 text without NUL bytes");
    return std::nullopt;
  }
  texts_ += name.text + '\0' + text + '\0';
  return ModelFile{path.string(), std::move(text)};
}

}  // namespace seedbed::model
