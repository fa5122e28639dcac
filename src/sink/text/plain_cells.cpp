#include "sink/text/plain_cells.hpp"

#include <cmath>
#include <stdexcept>

namespace seedbed {

bool PlainCells::is_null(const Batch& batch, std::size_t row) const {
  return batch.is_null(index_, row) || (type_ == Type::real && !std::isfinite(batch.real(index_, row)));
}

void PlainCells::append(std::string& out, const Batch& batch, std::size_t row) {
  const std::int64_t value = batch.integer(index_, row);
  char text[kDecimalRoom];
  switch (type_) {
    case Type::boolean: out += value != 0 ? "true" : "false"; return;
    case Type::integer: out.append(text, write_integer(text, value)); return;
    case Type::decimal: out.append(text, write_decimal(text, value, scale_)); return;
    case Type::real: out.append(text, write_real(text, batch.real(index_, row))); return;
    case Type::duration: out.append(text, write_seconds(text, value)); return;
    case Type::date: out.append(text, time_text_.write_date(text, value)); return;
    case Type::uuid: out.append(text, write_uuid(text, batch.bytes(index_, row))); return;
    case Type::time:
      out.append(text, time_text_.write(text, value));
      out += 'Z';
      return;
    case Type::text:
    case Type::json: break;
  }
  throw std::logic_error("each format writes texts in its own way");
}

}  // namespace seedbed
