// The bank model (config/bank.toml) as a hand-written program with the model's constants compiled in. It
// makes the same rows in the same order, as columns of batches, and the same digests as seedbed's simulator,
// without expressions, windows or ranges. One thread.
//
// The speed of the simulator is measured against it, and its results are an independent check of the
// simulator's. It shares only the code that defines the values: addressed draws, the portable logarithm and
// XXH3.
//
// Differences: it has one list of due users per tick instead of windows, so that rows are made in their final
// order and need no sorting; the canonical bytes of rows are prepared, and only numbers are filled in.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "rows/digest.hpp"

namespace seedbed::bench {

// In the model's order.
enum BankTable : std::size_t { kClickstream, kTrx, kBalance, kLoan, kAccount, kBankTables };
enum BankTransition : std::size_t {
  kIncome,
  kSpending,
  kLogin,
  kLogout,
  kOpenLoanScreen,
  kCloseLoanScreen,
  kTakeLoan,
  kBankTransitions
};

// Rows of one table in columns, encoded as in rows/batch.hpp.
struct BankBatch {
  static constexpr std::size_t kRows = 4096;
  static constexpr std::size_t kMaxColumns = 4;

  std::size_t rows = 0;
  std::array<std::array<std::uint64_t, kRows>, kMaxColumns> columns;
  std::vector<char> text;
};

struct BankTotals {
  std::array<std::uint64_t, kBankTables> rows{};
  std::array<Digest, kBankTables> digests{};
  std::array<std::uint64_t, kBankTransitions> fired{};
  std::uint64_t refused = 0;
};

// Called with every full batch, and at the end with the batches that are not full. The batch is reused
// afterwards.
using BankConsumer = std::function<void(BankTable, const BankBatch&)>;

// Simulates `users` over `ticks` minutes from the model's start.
[[nodiscard]] BankTotals simulate_bank(std::uint32_t users, std::uint32_t ticks, std::uint64_t seed,
                                       const BankConsumer& consumer);

}  // namespace seedbed::bench
