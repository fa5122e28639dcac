// Hides passwords in connection addresses and in messages about them.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace seedbed::postgres {

// `address` (a URI) with "***" for its secrets: the password between ':' and '@', and the values of
// `password` and `sslpassword`. Other occurrences of the same text stay: a missing one would reveal the
// password.
[[nodiscard]] std::string without_passwords(std::string_view address);

// The texts that a message about `address` must not show. For a well-written password: the password with the
// character before it, because libpq repeats the address if another part of it is wrong. For a badly written
// one, which libpq may read as a host, a port or another part: the password and its parts, at any place.
[[nodiscard]] std::vector<std::string> secrets_of(std::string_view address);

// `text` with "***" in place of each secret.
[[nodiscard]] std::string without_secrets(std::string text, const std::vector<std::string>& secrets);

}  // namespace seedbed::postgres
