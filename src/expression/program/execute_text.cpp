#include "base/arithmetic.hpp"
#include "base/civil_time.hpp"
#include "expression/program/execute.hpp"
#include "expression/program/instruction.hpp"
#include "expression/program/text_operations.hpp"

namespace seedbed::model {

// The operands are not null.
Value execute_text(Op op, const Value& a, const Value& b, const Value* frame, std::uint32_t extra,
                   Arena& texts) {
  switch (op) {
    case Op::upper: return upper_text(texts, a.view());
    case Op::lower: return lower_text(texts, a.view());
    case Op::title: return title_text(texts, a.view());
    case Op::slug: return slug_text(texts, a.view());
    case Op::length: return Value::of_integer(count_characters(a.view()));
    case Op::checked_json: return checked_json(a, b.view());
    case Op::replace: {
      const Value& by = frame[extra];
      return by.null != 0 ? Value::nothing() : replace_text(texts, a.view(), b.view(), by.view());
    }
    case Op::text_of_boolean: return text_of_boolean(a.integer != 0);
    case Op::text_of_integer: return text_of_integer(texts, a.integer);
    case Op::text_of_real: return text_of_real(texts, a.real);
    case Op::text_of_time: return text_of(texts, format_time(a.integer));
    case Op::text_of_date: return text_of(texts, format_date(a.integer));
    case Op::text_of_duration: return text_of(texts, format_duration(a.integer));
    case Op::text_of_decimal: return text_of_decimal(texts, a.integer, static_cast<int>(extra));
    case Op::text_of_uuid: return text_of_uuid(texts, a.view());
    case Op::pad_integer: return pad_integer(texts, a.integer, FormatSpec::unpacked(extra));
    case Op::pad_real: return pad_real(texts, a.real, FormatSpec::unpacked(extra));
    case Op::pad_text: return pad_text(texts, a.view(), FormatSpec::unpacked(extra));
    case Op::json_string: return json_string(texts, a.view());
    default: fail_operation("an unknown operation");
  }
}

}  // namespace seedbed::model
