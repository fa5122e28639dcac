// The built-in lists of a model's expressions: pick(std.color). Constant data, for any thread.
//
// Names of people, countries and cities are real and common; streets and companies are invented. A list's
// order and contents are part of what a seed means: adding or moving an entry changes the rows of models that
// use it.
#pragma once
#include <span>
#include <string_view>

namespace seedbed::model {

// The entries of the list `name`, "std.first_name" for example: UTF-8, each once. Empty if there is none.
[[nodiscard]] std::span<const std::string_view> standard_list(std::string_view name);

// The names of all of them.
[[nodiscard]] std::span<const std::string_view> standard_list_names();

}  // namespace seedbed::model
