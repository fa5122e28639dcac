// format() and json(): texts of several parts, which are cut when the model is read.
#pragma once
#include "expression/language/checker.hpp"
#include "expression/language/generator.hpp"

namespace seedbed::model {

// `{}` stands for the next argument, `{:05}` pads it with zeros to five characters, `{:8}` with spaces at the
// left, `{:<8}` at the right, `{:.2}` (or `{:08.2f}`) gives a real two digits after the point; `{{` and `}}`
// are braces. Null where an argument is null.
[[nodiscard]] bool check_format(Checker& checker, Syntax& call);
[[nodiscard]] Operand generate_format(Generator& generator, const Syntax& call, const ValueSlot& target);

// An object of keys and values in turns. Never null: a null value is JSON's null.
[[nodiscard]] bool check_json(Checker& checker, Syntax& call);
[[nodiscard]] Operand generate_json(Generator& generator, const Syntax& call, const ValueSlot& target);

}  // namespace seedbed::model
