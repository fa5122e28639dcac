#include "random/random.hpp"

#include "base/hash.hpp"

namespace seedbed {

std::uint64_t draw_key(std::string_view place, std::uint64_t number) { return mix64(hash64(place) + number); }

}  // namespace seedbed
