#include "command_line/good_model.hpp"

#include "support/run_model.hpp"
#include "support/temporary_folder.hpp"

namespace seedbed::test {

std::string good_model() { return read_file(SEEDBED_SOURCE_DIR "/tests/cases/files/good.toml"); }

std::string edited(const std::vector<Edit>& edits) {
  std::string model = good_model();
  for (const Edit& edit : edits) model = replaced(model, edit.from, edit.to);
  return model;
}

}  // namespace seedbed::test
