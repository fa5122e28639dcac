#include "expression/language/standard_lists.hpp"

#include <array>
#include <cstddef>

namespace seedbed::model {
namespace {

constexpr std::string_view kFirstNames[] = {
#include "expression/language/standard_lists/first_name.inc"
};
constexpr std::string_view kLastNames[] = {
#include "expression/language/standard_lists/last_name.inc"
};
constexpr std::string_view kCountries[] = {
#include "expression/language/standard_lists/country.inc"
};
constexpr std::string_view kCities[] = {
#include "expression/language/standard_lists/city.inc"
};
constexpr std::string_view kStreets[] = {
#include "expression/language/standard_lists/street.inc"
};
constexpr std::string_view kCompanies[] = {
#include "expression/language/standard_lists/company.inc"
};
constexpr std::string_view kWords[] = {
#include "expression/language/standard_lists/word.inc"
};
constexpr std::string_view kColors[] = {
#include "expression/language/standard_lists/color.inc"
};

constexpr std::array<std::string_view, 8> kListNames = {"std.first_name", "std.last_name", "std.country",
                                                        "std.city",       "std.street",    "std.company",
                                                        "std.word",       "std.color"};
constexpr std::array<std::span<const std::string_view>, kListNames.size()> kLists = {
    kFirstNames, kLastNames, kCountries, kCities, kStreets, kCompanies, kWords, kColors};

}  // namespace

std::span<const std::string_view> standard_list(std::string_view name) {
  for (std::size_t i = 0; i < kListNames.size(); ++i) {
    if (kListNames[i] == name) return kLists[i];
  }
  return {};
}

std::span<const std::string_view> standard_list_names() { return kListNames; }

}  // namespace seedbed::model
