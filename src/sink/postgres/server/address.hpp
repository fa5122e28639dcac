// Connection addresses as people write them, and as they may be shown.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace seedbed::postgres {

// `address` (a URI) with "***" for what nobody may see: the password between ':' and '@', and the values of
// `password` and `sslpassword`. What else is like a password stays, so that nothing is told by its lack.
[[nodiscard]] std::string without_passwords(std::string_view address);

// What messages about `address` may repeat of passwords. Of one that is written as it should be: itself where
// it stands in the address, which libpq repeats if something else in it is wrong. Of another one, which libpq
// takes for a host, a port or whatever: itself and its parts, wherever they stand.
[[nodiscard]] std::vector<std::string> secrets_of(std::string_view address);

// `text` with "***" for each of the secrets.
[[nodiscard]] std::string without_secrets(std::string text, const std::vector<std::string>& secrets);

}  // namespace seedbed::postgres
