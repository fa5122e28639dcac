#include "sink/postgres/server/address.hpp"

#include <algorithm>
#include <charconv>

namespace seedbed::postgres {
namespace {

constexpr std::string_view kMask = "***";

// The value of the two hexadecimal digits after the '%' at `at`; negative if there are none.
int escaped(std::string_view text, std::size_t at) {
  unsigned value = 0;
  if (at + 3 > text.size()) return -1;
  const char* const end = text.data() + at + 3;
  return std::from_chars(text.data() + at + 1, end, value, 16).ptr == end ? static_cast<int>(value) : -1;
}

std::string decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int value = text[i] == '%' ? escaped(text, i) : -1;
    out += value < 0 ? text[i] : static_cast<char>(value);
    if (value >= 0) i += 2;
  }
  return out;
}

// Where user and host begin; npos if `address` is not an address, not even a badly written one.
std::size_t begin_of_rest(std::string_view address) {
  constexpr std::string_view kSlashes = "://";
  if (const auto slashes = address.find(kSlashes); slashes != std::string_view::npos)
    return slashes + kSlashes.size();
  if (address.starts_with("postgres"))  // the colon or the slashes are missing by mistake
    return address.find_first_not_of(":/", address.find_first_of(":/"));
  for (const std::string_view other : {"sqlite:", "jsonl:", "csv:", "null:"}) {
    if (address.starts_with(other)) return std::string_view::npos;
  }
  return address.find(':') < address.rfind('@') && address.rfind('@') != std::string_view::npos
             ? 0
             : std::string_view::npos;
}

// Finds the passwords in libpq's other form, "host=… password=…".
void add_keyword_passwords(std::string_view address, std::vector<std::string_view>& passwords) {
  constexpr std::string_view kKeyword = "password=";
  for (std::size_t at = address.find(kKeyword); at != std::string_view::npos;
       at = address.find(kKeyword, at + 1)) {
    const std::string_view value = address.substr(at + kKeyword.size());
    const std::size_t end = value.starts_with('\'') ? value.find('\'', 1) : value.find(' ');
    passwords.push_back(
        value.substr(0, end == std::string_view::npos ? end : end + (value[0] == '\'' ? 1 : 0)));
  }
}

// The passwords, views into `address`, in order.
std::vector<std::string_view> passwords_in(std::string_view address) {
  std::vector<std::string_view> passwords;
  const std::size_t first = begin_of_rest(address);
  if (first == std::string_view::npos) {
    add_keyword_passwords(address, passwords);
    return passwords;
  }
  const std::string_view rest = address.substr(first);
  // A password with an unescaped '/', '?' or '@' is a mistake. Hide it too: it ends at the last '@'.
  const std::size_t at = rest.rfind('@');
  const std::size_t colon = rest.find(':');
  std::size_t settings = 0;
  if (at != std::string_view::npos && colon < at) {
    passwords.push_back(rest.substr(colon + 1, at - colon - 1));
    settings = at;
  }
  for (std::size_t begin = rest.find('?', settings); begin != std::string_view::npos;
       begin = rest.find('&', begin + 1)) {
    const std::string_view setting = rest.substr(begin + 1, rest.find('&', begin + 1) - begin - 1);
    const std::size_t equals = setting.find('=');
    const std::string name = decoded(setting.substr(0, equals));
    if (equals != std::string_view::npos && name.ends_with("password"))
      passwords.push_back(setting.substr(equals + 1));
  }
  return passwords;
}

bool is_written_well(std::string_view password) {
  for (std::size_t i = 0; i < password.size(); ++i) {
    if (password[i] == '%' && escaped(password, i) < 0) return false;
  }
  return password.find_first_of("@/?=&") == std::string_view::npos;
}

void add(std::vector<std::string>& secrets, std::string_view secret) {
  if (secret.empty()) return;
  secrets.emplace_back(secret);
  if (std::string plain = decoded(secret); plain != secret) secrets.push_back(std::move(plain));
}

}  // namespace

std::string without_passwords(std::string_view address) {
  std::string shown;
  const char* from = address.data();
  for (const std::string_view password : passwords_in(address)) {
    shown.append(from, password.data());
    if (!password.empty()) shown += kMask;
    from = password.data() + password.size();
  }
  return shown.append(from, address.data() + address.size());
}

std::vector<std::string> secrets_of(std::string_view address) {
  std::vector<std::string> secrets;
  for (const std::string_view password : passwords_in(address)) {
    if (is_written_well(password)) {
      if (!password.empty()) secrets.emplace_back(password.data() - 1, password.size() + 1);
      continue;
    }
    add(secrets, password);
    for (std::size_t begin = 0; begin < password.size();) {
      const std::size_t end = std::min(password.find_first_of("@/?=&:", begin), password.size());
      add(secrets, password.substr(begin, end - begin));
      begin = end + 1;
    }
  }
  // Longer secrets first: a longer one may contain a shorter one.
  std::sort(secrets.begin(), secrets.end(),
            [](const std::string& a, const std::string& b) { return a.size() > b.size(); });
  return secrets;
}

std::string without_secrets(std::string text, const std::vector<std::string>& secrets) {
  for (const std::string& secret : secrets) {
    for (std::size_t at = text.find(secret); at != std::string::npos; at = text.find(secret, at)) {
      text.replace(at, secret.size(), kMask);
      at += kMask.size();
    }
  }
  return text;
}

}  // namespace seedbed::postgres
