#include "sink/postgres/server/server_error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace seedbed::postgres {
namespace {

struct Advice {
  std::string_view sqlstate;  // or a prefix
  std::string_view text;
};

// The first match applies; see the manual, "PostgreSQL Error Codes".
constexpr std::array kAdvice = {
    Advice{"28P01", "give the password in PGPASSWORD, in a passfile or in a service file"},
    Advice{"28", "check user, password and the server's pg_hba.conf"},
    Advice{"3D000", "create the database first (createdb NAME), or name another one"},
    Advice{"53300", "the server has no connection left: use fewer (--connections), or close others"},
    Advice{"53100", "free space on the server's disk, and run the load again"},
    Advice{"53", "the server has run out of it: free some, and run the load again"},
    Advice{"42501", "ask the owner for the privilege, or load as another user or into another --schema"},
    Advice{"25006",
           "transactions are read-only here: connect to the primary server, or switch it off for this load "
           "with PGOPTIONS='-c default_transaction_read_only=off'"},
    Advice{"2BP01", "drop or move what depends on it, or load into another --schema; nothing was changed"},
    Advice{"57P", "run the load again when the server is up"},
    Advice{"57014", "raise statement_timeout for this load: PGOPTIONS='-c statement_timeout=0'"},
    Advice{"55P03", "something else holds a lock on it: wait for its end, or raise lock_timeout"},
    Advice{"40P01", "something else locked the same tables: run the load again"},
    Advice{"22P05", "the database's encoding has no such character: load into a database with encoding UTF8"},
    Advice{"22021", "Postgres cannot store this text"},
    Advice{
        "23503",
        "a row that it names is not there: load what comes before first, of shards the first, of slices of "
        "time the earlier ones; else the model's rows and the table's constraint do not fit together"},
    Advice{"23", "the model's rows and the table's constraint do not fit together: change one of them"}};

// The text after "COPY name", in any language of the server: ", line 12, column age: …".
std::string_view behind_table(std::string_view context, std::string_view table) {
  const std::string begin = fmt::format("COPY {}", table);
  const std::size_t at = context.rfind(begin);
  return at == std::string_view::npos ? std::string_view() : context.substr(at + begin.size());
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

std::string_view advice(std::string_view sqlstate) {
  const auto* const found = std::find_if(
      kAdvice.begin(), kAdvice.end(), [&](const Advice& one) { return sqlstate.starts_with(one.sqlstate); });
  return found == kAdvice.end() ? std::string_view() : found->text;
}

std::string described(const ServerMessage& message) {
  std::string text = message.primary;
  for (const std::string& more : {message.detail, message.hint, message.context}) {
    if (!more.empty()) text += "; " + more;
  }
  if (!message.sqlstate.empty()) text += fmt::format(" (SQLSTATE {})", message.sqlstate);
  if (const auto what = advice(message.sqlstate); !what.empty()) text += fmt::format(". {}", what);
  return text;
}

ServerError::ServerError(const std::string& doing, ServerMessage message)
    : Error(Failure::load, doing + ": " + described(message)), message_(std::move(message)) {}

std::size_t copy_line(std::string_view context, std::string_view table) {
  const std::string_view rest = behind_table(context, table);
  const auto* const digit = std::find_if(rest.begin(), rest.end(), is_digit);
  std::size_t line = 0;
  std::from_chars(digit, rest.end(), line);
  return line;
}

std::string copy_column(std::string_view context, std::string_view table) {
  const std::string_view rest = behind_table(context, table);
  const auto digit = rest.find_first_of("0123456789");
  if (digit == std::string_view::npos) return "";
  const auto comma = rest.find(", ", digit);
  if (comma == std::string_view::npos) return "";
  const auto space = rest.find(' ', comma + 2);  // after the word for "column"
  if (space == std::string_view::npos) return "";
  const std::string_view name = rest.substr(space + 1);
  return std::string(name.substr(0, name.find(": ")));
}

}  // namespace seedbed::postgres
