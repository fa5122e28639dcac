#include "sink/postgres/address.hpp"

#include <algorithm>
#include <charconv>

namespace seedbed::postgres {
namespace {

std::string decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned value = 0;
    if (text[i] == '%' && i + 2 < text.size() &&
        std::from_chars(&text[i + 1], &text[i + 3], value, 16).ptr == &text[i + 3]) {
      out += static_cast<char>(value);
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

void add(std::vector<std::string>& secrets, std::string_view secret) {
  if (secret.empty()) return;
  secrets.emplace_back(secret);
  if (std::string plain = decoded(secret); plain != secret) secrets.push_back(std::move(plain));
}

}  // namespace

std::vector<std::string> secrets_of(std::string_view address) {
  std::vector<std::string> secrets;
  const std::size_t slashes = address.find("://");
  if (slashes == std::string_view::npos) return secrets;
  const std::string_view rest = address.substr(slashes + 3);
  // A password with an unescaped '/', '?' or '@' is a mistake that shall not show it either: up to the last
  // '@'.
  const std::size_t at = rest.rfind('@');
  const std::size_t colon = rest.find(':');
  if (at != std::string_view::npos && colon < at) add(secrets, rest.substr(colon + 1, at - colon - 1));
  for (std::size_t begin = rest.find('?'); begin != std::string_view::npos;
       begin = rest.find('&', begin + 1)) {
    const std::string_view setting = rest.substr(begin + 1, rest.find('&', begin + 1) - begin - 1);
    const std::size_t equals = setting.find('=');
    const std::string name = decoded(setting.substr(0, equals));
    if (equals != std::string_view::npos && name.ends_with("password"))
      add(secrets, setting.substr(equals + 1));
  }
  // A longer one first: it may hold a shorter one.
  std::sort(secrets.begin(), secrets.end(),
            [](const std::string& a, const std::string& b) { return a.size() > b.size(); });
  return secrets;
}

std::string without_secrets(std::string text, const std::vector<std::string>& secrets) {
  constexpr std::string_view kMask = "***";
  for (const std::string& secret : secrets) {
    for (std::size_t at = text.find(secret); at != std::string::npos; at = text.find(secret, at)) {
      text.replace(at, secret.size(), kMask);
      at += kMask.size();
    }
  }
  return text;
}

}  // namespace seedbed::postgres
