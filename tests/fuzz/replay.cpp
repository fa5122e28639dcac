// Feeds every file of the folders, and every file, that are named to the fuzzer it is linked with: what the
// fuzzers found once is looked at by every build, with any compiler.
#include <algorithm>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "fuzz/fuzzer.hpp"

namespace {

namespace fs = std::filesystem;

std::vector<fs::path> files_of(int count, char** arguments) {
  std::vector<fs::path> files;
  for (int i = 1; i < count; ++i) {
    if (fs::is_directory(arguments[i])) {
      std::copy(fs::directory_iterator(arguments[i]), {}, std::back_inserter(files));
    } else {
      files.emplace_back(arguments[i]);
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

void feed(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
  (void)LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
}

}  // namespace

int main(int count, char** arguments) {
  const std::vector<fs::path> files = files_of(count, arguments);
  if (files.empty()) {
    std::fprintf(stderr, "usage: replay FOLDER|FILE…, with one file at least\n");
    return 2;
  }
  for (const fs::path& file : files) {
    std::fprintf(stderr, "%s\n", file.c_str());  // the last one is at fault where this ends early
    try {
      feed(file);
    } catch (const std::exception& error) {
      std::fprintf(stderr, "left by an exception: %s\n", error.what());
      return 1;
    }
  }
  std::printf("%zu inputs\n", files.size());
  return 0;
}
