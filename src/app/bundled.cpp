#include "app/bundled.hpp"

namespace seedbed {

std::optional<std::string_view> bundled_file(std::string_view path) {
  for (const BundledFile& file : bundled_files()) {
    if (file.path == path) return file.text;
  }
  return std::nullopt;
}

std::vector<std::string> bundled_models() {
  constexpr std::string_view kFolder = "config/";
  constexpr std::string_view kSuffix = ".toml";
  std::vector<std::string> names;
  for (const BundledFile& file : bundled_files()) {
    if (!file.path.starts_with(kFolder) || !file.path.ends_with(kSuffix)) continue;
    names.emplace_back(file.path.substr(kFolder.size(), file.path.size() - kFolder.size() - kSuffix.size()));
  }
  return names;
}

}  // namespace seedbed
