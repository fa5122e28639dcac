#include "sink/postgres/load/script.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>

namespace seedbed::postgres {
namespace {

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$' ||
         static_cast<unsigned char>(c) >= 0x80;
}
bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v'; }

// Reads the tokens of SQL that matter here; see the manual, "Lexical Structure".
class SqlLexer {
 public:
  enum class Kind { end, word, quoted_name, text, symbol };
  struct Token {
    Kind kind = Kind::end;
    std::string_view text;
    std::size_t begin = 0;
  };

  SqlLexer(std::string_view sql, bool backslashes) : sql_(sql), backslashes_(backslashes) {}

  Token next() {
    skip_blanks();
    const std::size_t begin = at_;
    if (at_ == sql_.size()) return {Kind::end, {}, begin};
    const Kind kind = read();
    return {kind, sql_.substr(begin, at_ - begin), begin};
  }

 private:
  [[nodiscard]] bool sees(std::string_view text) const { return sql_.substr(at_).starts_with(text); }

  void skip_blanks() {
    while (at_ < sql_.size()) {
      if (is_blank(sql_[at_])) {
        ++at_;
      } else if (sees("--")) {
        at_ = std::min(sql_.find('\n', at_), sql_.size());
      } else if (sees("/*")) {
        skip_comment();
      } else {
        return;
      }
    }
  }

  void skip_comment() {  // comments nest
    int depth = 0;
    do {
      if (sees("/*")) {
        ++depth;
        at_ += 2;
      } else if (sees("*/")) {
        --depth;
        at_ += 2;
      } else {
        ++at_;
      }
    } while (depth > 0 && at_ < sql_.size());
    at_ = std::min(at_, sql_.size());
  }

  Kind read() {
    const char c = sql_[at_];
    if (c == '"') {
      skip_quoted('"', false);
      return Kind::quoted_name;
    }
    if (c == '\'') {
      skip_quoted('\'', backslashes_);
      return Kind::text;
    }
    if ((c == 'e' || c == 'E') && at_ + 1 < sql_.size() && sql_[at_ + 1] == '\'') {
      ++at_;
      skip_quoted('\'', true);
      return Kind::text;
    }
    if (c == '$' && skip_dollar_quoted()) return Kind::text;
    if (!is_word(c)) {
      ++at_;
      return Kind::symbol;
    }
    while (at_ < sql_.size() && is_word(sql_[at_])) ++at_;
    return Kind::word;
  }

  void skip_quoted(char quote, bool escapes) {
    for (++at_; at_ < sql_.size(); ++at_) {
      if (escapes && sql_[at_] == '\\') {
        ++at_;
      } else if (sql_[at_] == quote && at_ + 1 < sql_.size() && sql_[at_ + 1] == quote) {
        ++at_;
      } else if (sql_[at_] == quote) {
        ++at_;
        return;
      }
    }
    at_ = std::min(at_, sql_.size());
  }

  bool skip_dollar_quoted() {
    std::size_t end = at_ + 1;
    while (end < sql_.size() && is_word(sql_[end]) && sql_[end] != '$') ++end;
    if (end >= sql_.size() || sql_[end] != '$') return false;
    const std::string_view tag = sql_.substr(at_, end + 1 - at_);
    const std::size_t close = sql_.find(tag, end + 1);
    at_ = close == std::string_view::npos ? sql_.size() : close + tag.size();
    return true;
  }

  std::string_view sql_;
  bool backslashes_;
  std::size_t at_ = 0;
};

std::string lower_case(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

// A keyword or a name, as Postgres folds it.
std::string folded(const SqlLexer::Token& token) {
  if (token.kind != SqlLexer::Kind::quoted_name) return lower_case(token.text);
  std::string name;
  for (std::size_t i = 1; i + 1 < token.text.size(); ++i) {
    name += token.text[i];
    if (token.text[i] == '"') ++i;
  }
  return name;
}

// The words of a statement, folded. A quoted name keeps a leading quote, so that it never equals a keyword.
std::vector<std::string> words_of(std::string_view statement) {
  std::vector<std::string> words;
  SqlLexer lexer(statement, false);
  for (auto token = lexer.next(); token.kind != SqlLexer::Kind::end; token = lexer.next())
    words.push_back((token.kind == SqlLexer::Kind::quoted_name ? "\"" : "") + folded(token));
  return words;
}

// The name at `at`, without its schema.
std::string name_at(const std::vector<std::string>& words, std::size_t at) {
  while (at < words.size() && (words[at] == "only" || words[at] == "if" || words[at] == "exists")) ++at;
  while (at + 2 < words.size() && words[at + 1] == ".") at += 2;
  if (at >= words.size()) return "";
  return words[at].starts_with('"') ? words[at].substr(1) : words[at];
}

// Bytes before a position that the server reports: in characters from 1; 0 if unknown.
std::size_t bytes_before(std::string_view text, std::size_t position) {
  std::size_t at = 0;
  for (std::size_t characters = 1; characters < position && at < text.size(); ++characters) {
    ++at;
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xc0) == 0x80) ++at;
  }
  return at;
}

bool overlap(const std::set<std::string>& a, const std::set<std::string>& b) {
  return std::any_of(a.begin(), a.end(), [&](const std::string& name) { return b.contains(name); });
}

}  // namespace

std::vector<ScriptStatement> split_script(std::string_view sql, bool backslashes) {
  std::vector<ScriptStatement> statements;
  SqlLexer lexer(sql, backslashes);
  std::size_t begin = std::string_view::npos;
  std::size_t end = 0;
  int depth = 0;
  const auto finish = [&] {
    if (begin == std::string_view::npos) return;
    const auto line = 1 + std::count(sql.begin(), sql.begin() + static_cast<std::ptrdiff_t>(begin), '\n');
    statements.push_back({std::string(sql.substr(begin, end - begin)), static_cast<std::size_t>(line)});
    begin = std::string_view::npos;
  };
  for (auto token = lexer.next(); token.kind != SqlLexer::Kind::end; token = lexer.next()) {
    if (token.text == "(") ++depth;
    if (token.text == ")") --depth;
    if (token.text == ";" && depth <= 0) {
      finish();
      continue;
    }
    if (begin == std::string_view::npos) begin = token.begin;
    end = token.begin + token.text.size();
  }
  finish();
  return statements;
}

void check_allowed(const ScriptStatement& statement, ScriptKind kind, const std::string& name) {
  const std::vector<std::string> words = words_of(statement.text);
  const auto is = [&](std::size_t at, std::initializer_list<std::string_view> any) {
    return at < words.size() && std::find(any.begin(), any.end(), words[at]) != any.end();
  };
  const auto refuse = [&](std::string_view what) {
    throw Error(Failure::usage, fmt::format("{}:{}: {}", name, statement.line, what));
  };
  if (is(0, {"begin", "start", "commit", "end", "rollback", "abort", "savepoint", "release", "prepare"}))
    refuse("a script runs inside the load's transaction: it may not begin or end one");
  if (kind == ScriptKind::views) {
    const bool view = is(1, {"view"}) || is(2, {"view"}) || is(3, {"view"}) || is(4, {"view"});
    if ((is(0, {"create"}) && (view || is(1, {"index"}) || is(2, {"index"}))) || is(0, {"comment", "grant"}))
      return;
    refuse("views.sql may make views, indexes of them, comments and grants only");
  }
  const bool elsewhere = is(0, {"insert"}) && is(3, {"."});
  if (!is(0, {"create", "alter", "comment", "insert"}) || is(1, {"view"}) || is(3, {"view"}) || elsewhere) {
    refuse(
        "tables.sql and indexes.sql may make tables, their constraints, indexes and sequences, and fill "
        "tables of "
        "their own, only; views belong into views.sql");
  }
}

void run_statement(Connection& connection, const ScriptStatement& statement, const std::string& name) {
  try {
    connection.execute(statement.text);
  } catch (const ServerError& error) {
    const ServerMessage& message = error.message();
    const std::size_t before = bytes_before(statement.text, message.position);
    const auto lines = std::count(statement.text.begin(),
                                  statement.text.begin() + static_cast<std::ptrdiff_t>(before), '\n');
    // Class 42: syntax, names, types; 0A: not supported; 22, 3F: values and schemas that are wrong.
    const bool wrong = (message.sqlstate.starts_with("42") && message.sqlstate != "42501") ||
                       message.sqlstate.starts_with("0A") || message.sqlstate.starts_with("3F");
    throw ServerError(wrong ? Failure::usage : Failure::load,
                      fmt::format("{}:{}: Postgres refused the statement: {}", name,
                                  statement.line + static_cast<std::size_t>(lines), described(message)),
                      message);
  }
}

bool TablesUsed::conflicts_with(const TablesUsed& other) const {
  return everything || other.everything || overlap(alone, other.alone) || overlap(alone, other.shared) ||
         overlap(shared, other.alone);
}

TablesUsed tables_used(std::string_view statement) {
  const std::vector<std::string> words = words_of(statement);
  TablesUsed used;
  if (words.size() > 2 && words[0] == "create" && (words[1] == "index" || words[2] == "index")) {
    const auto on = std::find(words.begin(), words.end(), "on");
    used.shared.insert(name_at(words, static_cast<std::size_t>(on - words.begin()) + 1));
  } else if (words.size() > 2 && words[0] == "alter" && words[1] == "table") {
    used.alone.insert(name_at(words, 2));
    for (std::size_t i = 3; i < words.size(); ++i) {
      if (words[i] == "references") used.alone.insert(name_at(words, i + 1));
    }
  }
  used.everything =
      used.shared.contains("") || used.alone.contains("") || (used.shared.empty() && used.alone.empty());
  return used;
}

bool has_reference(std::string_view statement) {
  const std::vector<std::string> words = words_of(statement);
  return !words.empty() && words[0] == "alter" &&
         std::find(words.begin(), words.end(), "references") != words.end();
}

}  // namespace seedbed::postgres
