#include "statistics/brute_bank.hpp"

#include <bit>
#include <future>

namespace seedbed::test {
namespace {

// sfc64 by Chris Doty-Humphrey (PractRand): fast, and different from the simulator's generator.
class Sfc64 {
 public:
  explicit Sfc64(std::uint64_t seed) : a_(seed), b_(seed), c_(seed) {
    for (int i = 0; i < 12; ++i) (void)next();
  }
  std::uint64_t next() {
    const std::uint64_t result = a_ + b_ + counter_++;
    a_ = b_ ^ (b_ >> 11);
    b_ = c_ + (c_ << 3);
    c_ = std::rotl(c_, 24) + result;
    return result;
  }
  // In [first, last]. The bias is below 2^-53, which the tests cannot detect.
  std::int64_t between(std::int64_t first, std::int64_t last) {
    return first + static_cast<std::int64_t>(next() % static_cast<std::uint64_t>(last - first + 1));
  }

 private:
  std::uint64_t a_;
  std::uint64_t b_;
  std::uint64_t c_;
  std::uint64_t counter_ = 1;
};

// A chance as the number of draws, out of 2^64, that it covers.
constexpr std::uint64_t part(double chance) { return static_cast<std::uint64_t>(chance * 0x1p64); }

constexpr std::uint64_t kIncomeBelow = part(0.0001);
constexpr std::uint64_t kSpendingBelow = part(0.0011);
constexpr std::uint64_t kLoginBelow = part(0.0021);
constexpr std::uint64_t kLogoutBelow = part(0.70);
constexpr std::uint64_t kCloseBelow = part(0.40);
constexpr std::uint64_t kTakeBelow = part(0.50);

UserHistory simulate_user(Sfc64& generator, std::size_t ticks) {
  UserHistory user;
  Sfc64 random = generator;  // a copy in registers: sanitizers slow down memory accesses
  std::int64_t balance = random.between(0, 999);
  std::int64_t loan = 0;
  BankState state = kOffline;
  for (std::size_t tick = 0; tick < ticks; ++tick) {
    const std::uint64_t x = random.next();
    if (state == kOffline) {
      if (x >= kLoginBelow) continue;
      if (x < kIncomeBelow) {
        ++user.attempts[kIncome];
        balance += random.between(500, 1999);
      } else if (x < kSpendingBelow) {
        ++user.attempts[kSpending];
        const std::int64_t amount = random.between(10, 99);
        if (amount > balance) {
          ++user.refused;
        } else {
          balance -= amount;
          user.spent += amount;
        }
      } else {
        ++user.attempts[kLogin];
        state = kOnline;
      }
    } else if (state == kOnline) {
      state = x < kLogoutBelow ? kOffline : kLoanScreen;
      ++user.attempts[state == kOffline ? kLogout : kOpen];
    } else if (x < kTakeBelow) {
      state = kOnline;
      ++user.attempts[x < kCloseBelow ? kClose : kTake];
      if (x >= kCloseBelow) {
        loan += 10000;
        balance += 10000;
      }
    }
  }
  user.own_money = balance - loan;
  generator = random;
  return user;
}

}  // namespace

std::vector<Moments> simulate_bank(std::size_t users, std::size_t ticks, std::uint64_t seed,
                                   const std::vector<Measure>& measures) {
  const auto simulate = [&](std::size_t count, std::uint64_t own_seed) {
    Sfc64 random(own_seed);
    std::vector<Moments> moments(measures.size());
    for (std::size_t u = 0; u < count; ++u) {
      const UserHistory user = simulate_user(random, ticks);
      for (std::size_t m = 0; m < measures.size(); ++m) moments[m].add(measures[m](user));
    }
    return moments;
  };
  auto other = std::async(std::launch::async, simulate, users / 2, seed * 2 + 1);
  std::vector<Moments> moments = simulate(users - users / 2, seed * 2);
  const std::vector<Moments> others = other.get();
  for (std::size_t m = 0; m < moments.size(); ++m) moments[m].add(others[m]);
  return moments;
}

}  // namespace seedbed::test
