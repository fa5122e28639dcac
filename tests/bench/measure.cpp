#include "measure.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>

namespace seedbed::bench {

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values.at(middle) : (values.at(middle - 1) + values.at(middle)) / 2;
}

double median_ratio(const std::vector<double>& a, const std::vector<double>& b) {
  std::vector<double> ratios;
  for (std::size_t i = 0; i < a.size(); ++i) ratios.push_back(a[i] / b.at(i));
  return median(std::move(ratios));
}

Options::Options(int count, const char* const* arguments) {
  for (int i = 1; i < count; i += 2) {
    const std::string_view name = arguments[i];
    if (!name.starts_with("--") || i + 1 == count) {
      throw std::invalid_argument("expected --name VALUE, not " + std::string(name));
    }
    options_.push_back({std::string(name.substr(2)), arguments[i + 1]});
  }
}

std::string Options::text(std::string_view name, std::string otherwise) {
  for (Option& option : options_) {
    if (option.name != name) continue;
    option.used = true;
    otherwise = option.value;
  }
  return otherwise;
}

std::uint32_t Options::number(std::string_view name, std::uint32_t otherwise) {
  const std::string value = text(name, std::to_string(otherwise));
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (error != std::errc() || end != value.data() + value.size() || number == 0) {
    throw std::invalid_argument("--" + std::string(name) + " " + value + ": expected a whole number from 1");
  }
  return number;
}

void Options::check_all_used() const {
  for (const Option& option : options_) {
    if (!option.used) throw std::invalid_argument("there is no option --" + option.name);
  }
}

}  // namespace seedbed::bench
