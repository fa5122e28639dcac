#include "sink/sqlite/affinity.hpp"

#include <string>

#include "base/ascii.hpp"

namespace seedbed::sqlite {

Affinity affinity_of(std::string_view declared) {
  const std::string upper = ascii_upper(declared);
  const auto says = [&](const char* word) { return upper.find(word) != std::string::npos; };
  if (says("INT")) return Affinity::integer;
  if (says("CHAR") || says("CLOB") || says("TEXT")) return Affinity::text;
  if (upper.empty() || says("BLOB")) return Affinity::blob;
  if (says("REAL") || says("FLOA") || says("DOUB")) return Affinity::real;
  return Affinity::numeric;
}

}  // namespace seedbed::sqlite
