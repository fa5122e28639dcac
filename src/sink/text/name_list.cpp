#include "sink/text/name_list.hpp"

namespace seedbed {
namespace {

constexpr std::size_t kMostNames = 5;  // more make a message hard to read

}  // namespace

std::string name_list(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size() && i < kMostNames; ++i)
    text += (i == 0 ? "'" : ", '") + names[i] + "'";
  return names.size() > kMostNames ? text + ", …" : text;
}

}  // namespace seedbed
