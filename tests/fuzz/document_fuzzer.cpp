// Bytes as a model: the TOML reader, the model reader and every expression in it, up to a compiled Model.
// What is wrong with it is an Error, always; files that it names are not there.
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/fuzzer.hpp"
#include "model/reader/compile.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace seedbed;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  std::vector<std::string> warnings;
  try {
    (void)model::compile_model(text, "fuzz.toml", "fuzz", {}, warnings);
  } catch (const Error&) {
  }
  return 0;
}
