// The commands that look at what was loaded: verify and drop. Both throw Error; what they return is the exit
// code.
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

// Prints a line a table; 0 if nothing differs, else 1.
int run_verify_command(const VerifyArguments& arguments);
// Says what was dropped, a line each.
int run_drop_command(const DropArguments& arguments);

// For people, aligned, and as one JSON object.
[[nodiscard]] std::string verification_text(const Verification& verification,
                                            const std::string& display_name);
[[nodiscard]] std::string verification_json(const Verification& verification);

}  // namespace seedbed
