#include "expression/language/format_text.hpp"

#include <fmt/format.h>

#include <array>
#include <optional>

#include "expression/program/text_operations.hpp"

namespace seedbed::model {
namespace {

using Kind = ExprType::Kind;

// A piece of a format: text as it is, or the place of an argument.
struct Piece {
  std::string text;
  std::optional<FormatSpec> argument;
};

// Digits up to `most`; nothing if there are none or too many.
std::optional<int> take_number(std::string_view& from, int most) {
  int value = 0;
  std::size_t count = 0;
  for (; count < from.size() && from[count] >= '0' && from[count] <= '9'; ++count) {
    value = value * 10 + (from[count] - '0');
    if (value > most) return std::nullopt;
  }
  from.remove_prefix(count);
  if (count == 0) return std::nullopt;
  return value;
}

bool take(std::string_view& from, char c) {
  if (!from.starts_with(c)) return false;
  from.remove_prefix(1);
  return true;
}

// What stands between the braces: nothing, or a colon, `<` or `>`, `0`, a width, `.` and digits, `f` or `d`.
std::optional<FormatSpec> parse_spec(std::string_view spec) {
  FormatSpec result;
  if (spec.empty()) return result;
  if (!take(spec, ':')) return std::nullopt;
  if (take(spec, '<')) {
    result.left = true;
  } else {
    take(spec, '>');
  }
  result.zeros = !result.left && take(spec, '0');
  if (!spec.empty() && spec[0] >= '0' && spec[0] <= '9') {
    const auto width = take_number(spec, FormatSpec::kMaxWidth);
    if (!width) return std::nullopt;
    result.width = static_cast<std::uint8_t>(*width);
  }
  if (take(spec, '.')) {
    const auto places = take_number(spec, FormatSpec::kMaxPlaces);
    if (!places) return std::nullopt;
    result.places = static_cast<std::uint8_t>(*places + 1);
    take(spec, 'f');
  } else {
    take(spec, 'd');
  }
  if (!spec.empty()) return std::nullopt;
  return result;
}

// Nothing, and a message, if the format is malformed.
std::optional<std::vector<Piece>> parse_format(std::string_view format, std::string& message) {
  std::vector<Piece> pieces;
  std::string text;
  for (std::size_t i = 0; i < format.size(); ++i) {
    const char c = format[i];
    if ((c == '{' || c == '}') && i + 1 < format.size() && format[i + 1] == c) {
      text += c;
      ++i;
      continue;
    }
    if (c == '}') {
      message = "a `}` without its `{`; write `}}` for the character";
      return std::nullopt;
    }
    if (c != '{') {
      text += c;
      continue;
    }
    const std::size_t end = format.find('}', i);
    const std::string_view inside = format.substr(i + 1, end == std::string_view::npos ? end : end - i - 1);
    const auto spec = end == std::string_view::npos ? std::nullopt : parse_spec(inside);
    if (!spec) {
      message =
          fmt::format("`{{{}}}` is no place for an argument, such as {{}} {{:05}} {{:<8}} {{:.2}}", inside);
      return std::nullopt;
    }
    if (!text.empty()) pieces.push_back({text, std::nullopt});
    text.clear();
    pieces.push_back({"", spec});
    i = end;
  }
  if (!text.empty()) pieces.push_back({text, std::nullopt});
  return pieces;
}

std::optional<Op> text_operation(Kind kind) {
  switch (kind) {
    case Kind::integer: return Op::text_of_integer;
    case Kind::real: return Op::text_of_real;
    case Kind::decimal: return Op::text_of_decimal;
    case Kind::boolean: return Op::text_of_boolean;
    case Kind::time: return Op::text_of_time;
    case Kind::date: return Op::text_of_date;
    case Kind::duration: return Op::text_of_duration;
    case Kind::uuid: return Op::text_of_uuid;
    default: return std::nullopt;
  }
}

// A value as a text; texts and JSON stay.
Operand as_text(Generator& generator, const Syntax& part, const Operand& value) {
  const auto op = text_operation(part.type.kind);
  if (!op) return value;
  return generator.operation(part, *op, {&value, 1}, {}, part.type.scale);
}

bool check_argument(Checker& checker, const Syntax& part, const FormatSpec& spec) {
  const Kind kind = part.type.kind;
  if (kind == Kind::rate || kind == Kind::reference)
    return checker.fail(part, fmt::format("`format` does not take {}", type_name(part.type)));
  if (spec.places > 0 && kind != Kind::real && kind != Kind::integer && kind != Kind::null)
    return checker.fail(part, "digits after the point are for reals, and this is " + type_name(part.type));
  if (spec.zeros && kind != Kind::real && kind != Kind::integer && kind != Kind::null)
    return checker.fail(part, "zeros in front are for ints and reals, and this is " + type_name(part.type));
  return true;
}

Operand emit_formatted(Generator& generator, const Syntax& part, const FormatSpec& spec) {
  const std::size_t before = generator.mark();
  if (part.type.kind == Kind::integer && spec.places == 0) {
    const Operand value = generator.emit(part);
    generator.release(before);
    return generator.operation(part, Op::pad_integer, {&value, 1}, {}, spec.packed());
  }
  if (part.type.kind == Kind::real || part.type.kind == Kind::integer) {
    const Operand value = generator.emit_as(part, {Kind::real, 0, 0});
    generator.release(before);
    return generator.operation(part, Op::pad_real, {&value, 1}, {}, spec.packed());
  }
  Operand text = generator.emit(part);
  if (text_operation(part.type.kind)) {  // else it stays where it is, and its slot must stay taken
    generator.release(before);
    text = as_text(generator, part, text);
  }
  if (spec.width == 0) return text;
  generator.release(before);
  return generator.operation(part, Op::pad_text, {&text, 1}, {}, spec.packed());
}

// The value in JSON: numbers and bools as they are, all else quoted; null is JSON's null.
Operand emit_json_value(Generator& generator, const Syntax& part) {
  const ValueSlot to = {ValueSlot::Kind::slot, generator.allocate({})};
  const std::size_t before = generator.mark();
  Operand value = generator.emit(part);
  generator.release(before);
  value = as_text(generator, part, value);
  const Kind kind = part.type.kind;
  const bool bare = kind == Kind::integer || kind == Kind::real || kind == Kind::decimal ||
                    kind == Kind::boolean || kind == Kind::json || kind == Kind::null;
  generator.release(before);
  value = bare ? generator.deliver(value, to) : generator.operation(part, Op::json_string, {&value, 1}, to);
  const std::size_t present = generator.jump(Op::jump_unless_null, value);
  const Operand result = generator.deliver(generator.text_constant("null"), to);
  generator.land(present);
  return result;
}

std::string quoted(std::string_view text) {
  Arena arena;
  return std::string(json_string(arena, text).view());
}

}  // namespace

bool check_format(Checker& checker, Syntax& call) {
  call.type.kind = Kind::text;
  if (call.parts.empty() || call.parts[0]->kind != Syntax::Kind::literal ||
      call.parts[0]->type.kind != Kind::text)
    return checker.fail(call, "`format` begins with a text written out: format('{:05}-{}', a, b)");
  std::string message;
  const auto pieces = parse_format(call.parts[0]->text, message);
  if (!pieces) return checker.fail(*call.parts[0], message);
  std::size_t places = 0;
  bool good = true;
  for (const Piece& piece : *pieces) {
    if (!piece.argument) continue;
    if (++places < call.parts.size())
      good = check_argument(checker, *call.parts[places], *piece.argument) && good;
  }
  if (places + 1 != call.parts.size())
    return checker.fail(call, fmt::format("this format has {} places, and {} arguments follow it", places,
                                          call.parts.size() - 1));
  return good;
}

Operand generate_format(Generator& generator, const Syntax& call, const ValueSlot& target) {
  std::string message;
  const auto pieces = parse_format(call.parts[0]->text, message);
  const std::size_t before = generator.mark();
  std::vector<Operand> operands;
  std::size_t next = 1;
  for (const Piece& piece : *pieces) {
    operands.push_back(piece.argument ? emit_formatted(generator, *call.parts[next++], *piece.argument)
                                      : generator.text_constant(piece.text));
  }
  generator.release(before);
  return generator.list_operation(call, Op::concat, operands, target);
}

bool check_json(Checker& checker, Syntax& call) {
  call.type.kind = Kind::json;
  if (call.parts.size() % 2 != 0)
    return checker.fail(call, "`json` takes keys and values in turns: json('page', page, 'ms', n)");
  bool good = true;
  for (std::size_t i = 0; i < call.parts.size(); i += 2) {
    const Syntax& key = *call.parts[i];
    const Syntax& value = *call.parts[i + 1];
    if (key.kind != Syntax::Kind::literal || key.type.kind != Kind::text)
      good = checker.fail(key, "a key of `json` is a text written out, such as 'page'");
    if (value.type.kind == Kind::rate || value.type.kind == Kind::reference)
      good = checker.fail(value, "`json` does not take " + type_name(value.type));
  }
  return good;
}

Operand generate_json(Generator& generator, const Syntax& call, const ValueSlot& target) {
  const std::size_t before = generator.mark();
  std::vector<Operand> operands;
  for (std::size_t i = 0; i < call.parts.size(); i += 2) {
    operands.push_back(
        generator.text_constant(fmt::format("{}{}:", i == 0 ? '{' : ',', quoted(call.parts[i]->text))));
    operands.push_back(emit_json_value(generator, *call.parts[i + 1]));
  }
  operands.push_back(generator.text_constant(call.parts.empty() ? "{}" : "}"));
  generator.release(before);
  return generator.list_operation(call, Op::concat, operands, target);
}

}  // namespace seedbed::model
