// The commands on loaded data: verify and drop. They throw Error and return the exit code.
#pragma once
#include <string>

#include "sink/verification.hpp"

namespace seedbed {

struct VerifyArguments {
  std::string target;
  std::string schema;
  bool json = false;
};

struct DropArguments {
  std::string target;
  std::string model;  // a recorded name, or the path of a .toml file
  std::string schema;
};

// Prints one line per table. Returns 0 if nothing differs, else 1.
int run_verify_command(const VerifyArguments& arguments);
// Prints what was dropped, one line per object.
int run_drop_command(const DropArguments& arguments);

// An aligned text for people, and one JSON object.
[[nodiscard]] std::string verification_text(const Verification& verification,
                                            const std::string& display_name);
[[nodiscard]] std::string verification_json(const Verification& verification);

}  // namespace seedbed
