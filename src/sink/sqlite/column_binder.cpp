#include "sink/sqlite/column_binder.hpp"

#include <sqlite3.h>

#include <array>

#include "base/civil_time.hpp"
#include "base/error.hpp"
#include "sink/sqlite/affinity.hpp"

namespace seedbed::sqlite {
namespace {

// A double keeps all decimal numbers of up to 15 significant digits. 10^15 is the first with 16.
constexpr std::uint64_t kTooManyDigits = 1'000'000'000'000'000U;

// The powers of ten that a double holds exactly: a division by one of them is rounded only once.
constexpr std::array<double, 23> kPowersOfTen = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                                 1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                                 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

static_assert(kUuidTextSize <= TimeText::kRoom);

// Trailing zeros are not significant.
bool fits_double(std::int64_t value) {
  auto magnitude = value < 0 ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
  while (magnitude >= kTooManyDigits && magnitude % 10 == 0) magnitude /= 10;
  return magnitude < kTooManyDigits;
}

int bind_text(sqlite3_stmt* statement, int parameter, const char* from, std::size_t size) {
  if (size == 0) from = "";  // SQLite binds NULL for a null pointer
  return sqlite3_bind_text(statement, parameter, from, static_cast<int>(size), SQLITE_STATIC);
}

}  // namespace

ColumnBinder::ColumnBinder(const Table& table, std::size_t column, std::string_view declared,
                           std::size_t most_rows)
    : table_(&table),
      column_(column),
      bind_(binder_of(table.columns[column], declared)),
      texts_(most_rows * TimeText::kRoom) {
  if (table.columns[column].type == Type::decimal && table.columns[column].scale >= kPowersOfTen.size()) {
    throw Error(Failure::usage, "'" + table.name + "." + table.columns[column].name +
                                    "' has more digits after the point than an SQLite number can hold");
  }
}

ColumnBinder::Bind ColumnBinder::binder_of(const Column& column, std::string_view declared) {
  switch (column.type) {
    case Type::boolean:
    case Type::integer: return &ColumnBinder::bind_integers;
    case Type::real: return &ColumnBinder::bind_reals;
    case Type::decimal:
      return column.scale == 0 ? &ColumnBinder::bind_integers : &ColumnBinder::bind_decimals;
    case Type::text:
    case Type::json: return &ColumnBinder::bind_texts;
    case Type::time:
      return affinity_of(declared) == Affinity::integer ? &ColumnBinder::bind_milliseconds
                                                        : &ColumnBinder::bind_time_texts;
    case Type::date: return &ColumnBinder::bind_date_texts;
    case Type::duration: return &ColumnBinder::bind_milliseconds;
    case Type::uuid: return &ColumnBinder::bind_uuids;
  }
  return &ColumnBinder::bind_integers;
}

template <class BindCell>
int ColumnBinder::bind_each(sqlite3_stmt* statement, const RowRange& rows, int parameter, int stride,
                            BindCell bind_cell) {
  const Batch& batch = *rows.batch;
  const bool nulls = batch.has_nulls(column_);
  for (std::size_t i = 0; i < rows.count; ++i, parameter += stride) {
    const std::size_t row = rows.first + i;
    const int code = nulls && batch.is_null(column_, row) ? sqlite3_bind_null(statement, parameter)
                                                          : bind_cell(i, row, parameter);
    if (code != SQLITE_OK) return code;
  }
  return SQLITE_OK;
}

int ColumnBinder::bind_integers(sqlite3_stmt* statement, const RowRange& rows, int parameter, int stride) {
  return bind_each(statement, rows, parameter, stride, [&](std::size_t, std::size_t row, int p) {
    return sqlite3_bind_int64(statement, p, rows.batch->integer(column_, row));
  });
}

int ColumnBinder::bind_reals(sqlite3_stmt* statement, const RowRange& rows, int parameter, int stride) {
  return bind_each(statement, rows, parameter, stride, [&](std::size_t, std::size_t row, int p) {
    return sqlite3_bind_double(statement, p, rows.batch->real(column_, row));  // SQLite stores NaN as NULL
  });
}

int ColumnBinder::bind_decimals(sqlite3_stmt* statement, const RowRange& rows, int parameter, int stride) {
  const double divisor = kPowersOfTen[table_->columns[column_].scale];
  return bind_each(statement, rows, parameter, stride, [&](std::size_t, std::size_t row, int p) {
    const std::int64_t value = rows.batch->integer(column_, row);
    if (!fits_double(value)) throw_too_many_digits(value, rows.rows_before + row + 1);
    return sqlite3_bind_double(statement, p, static_cast<double>(value) / divisor);
  });
}

int ColumnBinder::bind_texts(sqlite3_stmt* statement, const RowRange& rows, int parameter, int stride) {
  return bind_each(statement, rows, parameter, stride, [&](std::size_t, std::size_t row, int p) {
    const auto text = rows.batch->bytes(column_, row);
    return bind_text(statement, p, text.data(), text.size());
  });
}

int ColumnBinder::bind_time_texts(sqlite3_stmt* statement, const RowRange& rows, int parameter, int stride) {
  const char* text = nullptr;  // of the previous row: rows of one tick have the same time
  std::size_t size = 0;
  std::int64_t time = 0;
  return bind_each(statement, rows, parameter, stride, [&](std::size_t i, std::size_t row, int p) {
    const std::int64_t micros = rows.batch->integer(column_, row);
    if (text == nullptr || micros != time) {
      char* to = texts_.data() + i * TimeText::kRoom;
      size = static_cast<std::size_t>(time_text_.write(to, micros) - to);
      text = to;
      time = micros;
    }
    return bind_text(statement, p, text, size);
  });
}

int ColumnBinder::bind_date_texts(sqlite3_stmt* statement, const RowRange& rows, int parameter, int stride) {
  return bind_each(statement, rows, parameter, stride, [&](std::size_t i, std::size_t row, int p) {
    char* to = texts_.data() + i * TimeText::kRoom;
    const char* end = time_text_.write_date(to, rows.batch->integer(column_, row));
    return bind_text(statement, p, to, static_cast<std::size_t>(end - to));
  });
}

int ColumnBinder::bind_milliseconds(sqlite3_stmt* statement, const RowRange& rows, int parameter,
                                    int stride) {
  return bind_each(statement, rows, parameter, stride, [&](std::size_t, std::size_t row, int p) {
    return sqlite3_bind_int64(statement, p, floor_div(rows.batch->integer(column_, row), kMicrosPerMilli));
  });
}

int ColumnBinder::bind_uuids(sqlite3_stmt* statement, const RowRange& rows, int parameter, int stride) {
  return bind_each(statement, rows, parameter, stride, [&](std::size_t i, std::size_t row, int p) {
    char* to = texts_.data() + i * TimeText::kRoom;
    write_uuid(to, rows.batch->bytes(column_, row));
    return bind_text(statement, p, to, kUuidTextSize);
  });
}

void ColumnBinder::throw_too_many_digits(std::int64_t value, std::uint64_t row) const {
  const Column& column = table_->columns[column_];
  char text[kDecimalRoom];
  const std::string number(text, write_decimal(text, value, column.scale));
  throw Error(Failure::load, "row " + std::to_string(row) + " of table '" + table_->name + "', column '" +
                                 column.name + "': " + number +
                                 " has more than 15 significant digits, which an SQLite number cannot hold");
}

}  // namespace seedbed::sqlite
