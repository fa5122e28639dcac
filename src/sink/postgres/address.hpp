// Connection addresses as people write them, and as they may be shown.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace seedbed::postgres {

// The texts of `address` (a URI) that nobody may see: the password between ':' and '@', and the values of
// `password` and `sslpassword`; as they are written, and decoded where that differs.
[[nodiscard]] std::vector<std::string> secrets_of(std::string_view address);

// `text` with "***" for each of the secrets.
[[nodiscard]] std::string without_secrets(std::string text, const std::vector<std::string>& secrets);

}  // namespace seedbed::postgres
