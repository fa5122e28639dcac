// Numbers as the unevaluated sum of two doubles: about 106 bits. For tables made at compile time and for the
// few steps of real_math.cpp that need more than a double. After T. J. Dekker, "A floating-point technique
// for extending the available precision" (1971), and D. Knuth's two-sum. Pure functions, no special values.
#pragma once

namespace seedbed {

struct DoubleDouble {
  double high;
  double low;  // at most half a unit in the last place of high
  constexpr DoubleDouble operator-() const { return {-high, -low}; }
};

// a + b exactly.
[[nodiscard]] constexpr DoubleDouble two_sum(double a, double b) {
  const double sum = a + b;
  const double b_part = sum - a;
  return {sum, (a - (sum - b_part)) + (b - b_part)};
}

// a * b exactly, for sizes from 2^-480 to 2^480.
[[nodiscard]] constexpr DoubleDouble two_product(double a, double b) {
  constexpr double kSplitter = 0x1p27 + 1;
  const double a_scaled = a * kSplitter;
  const double a_high = a_scaled - (a_scaled - a);
  const double a_low = a - a_high;
  const double b_scaled = b * kSplitter;
  const double b_high = b_scaled - (b_scaled - b);
  const double b_low = b - b_high;
  const double product = a * b;
  return {product, ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low};
}

[[nodiscard]] constexpr DoubleDouble operator+(DoubleDouble a, DoubleDouble b) {
  const DoubleDouble high = two_sum(a.high, b.high);
  const DoubleDouble low = two_sum(a.low, b.low);
  const DoubleDouble sum = two_sum(high.high, high.low + low.high);
  return two_sum(sum.high, sum.low + low.low);
}

[[nodiscard]] constexpr DoubleDouble operator*(DoubleDouble a, DoubleDouble b) {
  const DoubleDouble product = two_product(a.high, b.high);
  return two_sum(product.high, product.low + (a.high * b.low + a.low * b.high));
}

[[nodiscard]] constexpr DoubleDouble operator/(DoubleDouble a, DoubleDouble b) {
  const double first = a.high / b.high;
  const DoubleDouble rest = a + -(b * DoubleDouble{first, 0});
  const double second = rest.high / b.high;
  const DoubleDouble rest_of_rest = rest + -(b * DoubleDouble{second, 0});
  return DoubleDouble{first, 0} + two_sum(second, rest_of_rest.high / b.high);
}

// log(x) for x from 0.5 to 2: 2 artanh((x - 1) / (x + 1)), to about 2^-100. Slow.
[[nodiscard]] constexpr DoubleDouble exact_log(double x) {
  const DoubleDouble s = two_sum(x, -1.0) / two_sum(x, 1.0);
  const DoubleDouble square = s * s;
  DoubleDouble sum{0, 0};
  for (int n = 69; n >= 1; n -= 2)
    sum = sum * square + DoubleDouble{1, 0} / DoubleDouble{static_cast<double>(n), 0};
  return sum * s * DoubleDouble{2, 0};
}

// exp(x) for x from 0 to 1, to about 2^-100. Slow.
[[nodiscard]] constexpr DoubleDouble exact_exp(DoubleDouble x) {
  DoubleDouble sum{1, 0};
  for (int n = 30; n >= 1; --n) sum = sum * x / DoubleDouble{static_cast<double>(n), 0} + DoubleDouble{1, 0};
  return sum;
}

}  // namespace seedbed
