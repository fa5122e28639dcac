// The bank model (config/bank.toml) as a program of its own: what a person would write for this one model,
// with its constants compiled in. It makes the same rows in the same order, in columns of batches, and the
// same digests as the engine, from which it takes nothing: no expressions, no windows, no ranges. One thread.
//
// It is what the engine's speed is measured against, and an independent check of what the engine computes. Of
// seedbed it shares only what defines the values: addressed draws, the portable logarithm and XXH3.
//
// How it differs: a list of due users a tick instead of windows, so that rows are made in their final order
// and never sorted; canonical bytes of rows prepared, with only numbers to fill in.
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

// Called with every full batch, and at the end with those that are not; the batch is reused afterwards.
using BankConsumer = std::function<void(BankTable, const BankBatch&)>;

// `users` over `ticks` minutes from the model's start.
[[nodiscard]] BankTotals simulate_bank(std::uint32_t users, std::uint32_t ticks, std::uint64_t seed,
                                       const BankConsumer& consumer);

}  // namespace seedbed::bench
