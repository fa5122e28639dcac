// What a piece of code throws, as text: Catch2 2 and 3 have no matcher for that in common.
#pragma once
#include <exception>
#include <string>

namespace seedbed::test {

// "" if nothing is thrown.
template <typename Action>
[[nodiscard]] std::string message_of(const Action& action) {
  try {
    action();
  } catch (const std::exception& error) {
    return error.what();
  }
  return "";
}

[[nodiscard]] inline bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace seedbed::test
