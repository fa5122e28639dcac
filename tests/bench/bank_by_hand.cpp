#include "bank_by_hand.hpp"

#include <bit>
#include <cstring>
#include <memory>
#include <string_view>

#include "base/hash.hpp"
#include "random/random.hpp"
#include "random/real_math.hpp"

namespace seedbed::bench {
namespace {

constexpr std::int64_t kStart = 1'704'067'200'000'000;  // 2024-01-01T00:00:00Z
constexpr std::int64_t kTick = 60'000'000;

enum State : std::uint32_t { kOffline, kOnline, kLoanScreen };
constexpr std::array<std::string_view, 3> kStateNames = {"offline", "online", "loan_screen"};
// The transitions that write to clickstream, in the order of BankTransition.
constexpr std::array<std::string_view, kBankTransitions> kEvents = {
    "", "", "login", "", "open_loan_screen", "close_loan_screen", "take_loan"};

// Chances per tick, added up in the order of the file.
constexpr double kIncomeEnd = 0.0001;
constexpr double kSpendingEnd = kIncomeEnd + 0.001;
constexpr double kOfflineSum = kSpendingEnd + 0.001;
constexpr double kLogoutEnd = 0.7;
constexpr double kOnlineSum = kLogoutEnd + 0.3;
static_assert(kOnlineSum == 1);  // an online user acts at every tick
constexpr double kCloseEnd = 0.4;
constexpr double kLoanSum = kCloseEnd + 0.1;

// Due users are read in ascending order, far apart in memory: reading this many ahead hides the latency.
constexpr std::size_t kPrefetch = 12;

struct User {
  std::int64_t balance;
  std::int64_t loan;
  std::uint32_t attempt;
  State state;
};

// Canonical bytes of a row (rows/digest.hpp), into which its numbers are written.
class RowBytes {
 public:
  explicit RowBytes(std::string_view table) {
    append(table.data(), table.size());
    append("\0", 1);
  }
  void add_number(bool time) {
    append(time ? "\6" : "\2", 1);
    places_[numbers_++] = size_;
    size_ += 8;
  }
  void add_text(std::string_view text) {
    append("\5", 1);
    const auto length = static_cast<std::uint32_t>(text.size());
    append(reinterpret_cast<const char*>(&length), 4);
    append(text.data(), text.size());
  }
  void set(std::size_t number, std::int64_t value) { std::memcpy(bytes_ + places_[number], &value, 8); }
  void add_to(Digest& sum) const {
    const XXH128_hash_t hash = XXH3_128bits(bytes_, size_);
    sum += Digest{hash.low64, hash.high64};
  }

 private:
  void append(const char* from, std::size_t size) {
    std::memcpy(bytes_ + size_, from, size);
    size_ += size;
  }

  char bytes_[64];
  std::size_t size_ = 0;
  std::size_t places_[3];
  std::size_t numbers_ = 0;
};

// The batch of a table that is being filled, and the table's totals.
class TableRows {
 public:
  TableRows(BankTable table, const BankConsumer& consumer)
      : table_(table), consumer_(&consumer), batch_(std::make_unique<BankBatch>()) {}

  void put(std::size_t column, std::int64_t value) {
    batch_->columns[column][batch_->rows] = static_cast<std::uint64_t>(value);
  }
  void put_text(std::size_t column, std::string_view text) {
    batch_->columns[column][batch_->rows] = batch_->text.size() | std::uint64_t{text.size()} << 32;
    batch_->text.insert(batch_->text.end(), text.begin(), text.end());
  }
  void finish_row(const RowBytes& bytes) {
    bytes.add_to(digest_);
    ++rows_;
    if (++batch_->rows == BankBatch::kRows) deliver();
  }
  void deliver() {
    if (batch_->rows > 0) (*consumer_)(table_, *batch_);
    batch_->rows = 0;
    batch_->text.clear();
  }
  [[nodiscard]] std::uint64_t rows() const { return rows_; }
  [[nodiscard]] const Digest& digest() const { return digest_; }

 private:
  BankTable table_;
  const BankConsumer* consumer_;
  std::unique_ptr<BankBatch> batch_;
  std::uint64_t rows_ = 0;
  Digest digest_;
};

// The rows of all tables, one function per table.
class Rows {
 public:
  explicit Rows(const BankConsumer& consumer)
      : tables_{TableRows(kClickstream, consumer), TableRows(kTrx, consumer), TableRows(kBalance, consumer),
                TableRows(kLoan, consumer), TableRows(kAccount, consumer)} {
    for (std::size_t e = 0; e < kEvents.size(); ++e) {
      click_bytes_[e].add_number(false);
      click_bytes_[e].add_text(kEvents[e]);
      click_bytes_[e].add_number(true);
    }
    trx_bytes_.add_number(false);
    trx_bytes_.add_number(false);
    trx_bytes_.add_number(true);
    for (RowBytes* bytes : {&balance_bytes_, &loan_bytes_}) {
      bytes->add_number(true);
      bytes->add_number(false);
      bytes->add_number(false);
    }
    for (std::size_t s = 0; s < kStateNames.size(); ++s) {
      for (int number = 0; number < 3; ++number) account_bytes_[s].add_number(false);
      account_bytes_[s].add_text(kStateNames[s]);
    }
  }

  void clickstream(std::int64_t user, BankTransition event, std::int64_t now) {
    TableRows& table = tables_[kClickstream];
    table.put(0, user);
    table.put_text(1, kEvents[event]);
    table.put(2, now);
    RowBytes& bytes = click_bytes_[event];
    bytes.set(0, user);
    bytes.set(1, now);
    table.finish_row(bytes);
  }
  void trx(std::int64_t user, std::int64_t amount, std::int64_t now) {
    write_numbers(tables_[kTrx], trx_bytes_, user, amount, now);
  }
  void balance(std::int64_t now, std::int64_t user, std::int64_t balance) {
    write_numbers(tables_[kBalance], balance_bytes_, now, user, balance);
  }
  void loan(std::int64_t now, std::int64_t user, std::int64_t loan) {
    write_numbers(tables_[kLoan], loan_bytes_, now, user, loan);
  }
  void account(std::int64_t user, const User& values) {
    TableRows& table = tables_[kAccount];
    table.put_text(3, kStateNames[values.state]);
    write_numbers(table, account_bytes_[values.state], user, values.balance, values.loan);
  }
  void finish(BankTotals& totals) {
    for (std::size_t t = 0; t < kBankTables; ++t) {
      tables_[t].deliver();
      totals.rows[t] = tables_[t].rows();
      totals.digests[t] = tables_[t].digest();
    }
  }

 private:
  static void write_numbers(TableRows& table, RowBytes& bytes, std::int64_t first, std::int64_t second,
                            std::int64_t third) {
    table.put(0, first);
    table.put(1, second);
    table.put(2, third);
    bytes.set(0, first);
    bytes.set(1, second);
    bytes.set(2, third);
    table.finish_row(bytes);
  }

  std::array<TableRows, kBankTables> tables_;
  std::array<RowBytes, kBankTransitions> click_bytes_{
      RowBytes("clickstream"), RowBytes("clickstream"), RowBytes("clickstream"), RowBytes("clickstream"),
      RowBytes("clickstream"), RowBytes("clickstream"), RowBytes("clickstream")};
  RowBytes trx_bytes_{"trx"};
  RowBytes balance_bytes_{"balance"};
  RowBytes loan_bytes_{"loan"};
  std::array<RowBytes, 3> account_bytes_{RowBytes("account"), RowBytes("account"), RowBytes("account")};
};

// Sorts the users that are due at a tick: a bitmap of the users, and a bitmap of its words that are not
// empty.
class Sorter {
 public:
  explicit Sorter(std::uint32_t users) : words_(users / 64 + 1), full_(words_.size() / 64 + 1) {}

  void sort(std::vector<std::uint32_t>& users) {
    for (const std::uint32_t user : users) {
      words_[user / 64] |= std::uint64_t{1} << (user % 64);
      full_[user / 4096] |= std::uint64_t{1} << (user / 64 % 64);
    }
    std::size_t at = 0;
    for (std::size_t f = 0; f < full_.size(); ++f) {
      for (std::uint64_t full = full_[f]; full != 0; full &= full - 1) {
        const std::size_t w = f * 64 + static_cast<std::size_t>(std::countr_zero(full));
        for (std::uint64_t bits = words_[w]; bits != 0; bits &= bits - 1) {
          users[at++] = static_cast<std::uint32_t>(w * 64 + static_cast<std::size_t>(std::countr_zero(bits)));
        }
        words_[w] = 0;
      }
      full_[f] = 0;
    }
  }

 private:
  std::vector<std::uint64_t> words_;
  std::vector<std::uint64_t> full_;
};

class Bank {
 public:
  Bank(std::uint32_t users, std::uint32_t ticks, std::uint64_t seed, const BankConsumer& consumer)
      : seed_(seed), ticks_(ticks), users_(users), due_(ticks), sorter_(users), rows_(consumer) {}

  BankTotals run() {
    for (std::uint32_t u = 0; u < users_.size(); ++u) create(u);
    std::vector<std::uint32_t> now;
    for (std::uint32_t tick = 0; tick < ticks_; ++tick) {
      std::vector<std::uint32_t>().swap(now);
      now.swap(due_[tick]);
      sorter_.sort(now);
      for (std::size_t k = 0; k < now.size(); ++k) {
        if (k + kPrefetch < now.size()) __builtin_prefetch(&users_[now[k + kPrefetch]], 1);
        act(now[k], tick);
      }
    }
    for (std::uint32_t u = 0; u < users_.size(); ++u) rows_.account(u, users_[u]);
    rows_.finish(totals_);
    return totals_;
  }

 private:
  void create(std::uint32_t u) {
    const std::uint64_t key = actor_key(seed_, kind_key_, u);
    const std::uint64_t bits = draw_bits(draw_context(key, 0), first_balance_key_);
    users_[u] = {static_cast<std::int64_t>(bounded(bits, 1000)), 0, 1, kOffline};
    wait_offline(u, draw_context(key, 1), 0);
  }

  void act(std::uint32_t u, std::uint32_t tick) {
    User& user = users_[u];
    const std::int64_t now = kStart + tick * kTick;
    const std::uint64_t key = actor_key(seed_, kind_key_, u);
    const std::uint64_t context = draw_context(key, user.attempt);
    const double choice = unit_real(draw_bits(context, choice_key_));
    switch (user.state) {
      case kOffline: act_offline(u, user, choice * kOfflineSum, context, now); break;
      case kOnline: act_online(u, user, choice, now); break;
      case kLoanScreen: act_on_loan_screen(u, user, choice * kLoanSum, now); break;
    }
    const std::uint64_t next = draw_context(key, ++user.attempt);
    switch (user.state) {
      case kOffline: wait_offline(u, next, tick + 1); break;
      case kOnline:
        if (tick + 1 < ticks_) due_[tick + 1].push_back(u);
        break;
      case kLoanScreen: wait(u, next, inverse_log_loan_, tick + 1); break;
    }
  }

  void act_offline(std::uint32_t u, User& user, double choice, std::uint64_t context, std::int64_t now) {
    if (choice < kIncomeEnd) {
      user.balance += 500 + static_cast<std::int64_t>(bounded(draw_bits(context, income_key_), 1500));
      rows_.balance(now, u, user.balance);
      ++totals_.fired[kIncome];
    } else if (choice < kSpendingEnd) {
      const std::int64_t amount =
          10 + static_cast<std::int64_t>(bounded(draw_bits(context, amount_key_), 90));
      if (amount > user.balance) {
        ++totals_.refused;
        return;
      }
      user.balance -= amount;
      rows_.trx(u, amount, now);
      rows_.balance(now, u, user.balance);
      ++totals_.fired[kSpending];
    } else {
      user.state = kOnline;
      click(u, kLogin, now);
    }
  }

  void act_online(std::uint32_t u, User& user, double choice, std::int64_t now) {
    if (choice < kLogoutEnd) {
      user.state = kOffline;
      ++totals_.fired[kLogout];
    } else {
      user.state = kLoanScreen;
      click(u, kOpenLoanScreen, now);
    }
  }

  void act_on_loan_screen(std::uint32_t u, User& user, double choice, std::int64_t now) {
    user.state = kOnline;
    if (choice < kCloseEnd) {
      click(u, kCloseLoanScreen, now);
      return;
    }
    user.balance += 10'000;
    user.loan += 10'000;
    click(u, kTakeLoan, now);
    rows_.loan(now, u, user.loan);
    rows_.balance(now, u, user.balance);
  }

  void click(std::uint32_t u, BankTransition event, std::int64_t now) {
    rows_.clickstream(u, event, now);
    ++totals_.fired[event];
  }

  void wait_offline(std::uint32_t u, std::uint64_t context, std::uint32_t tick) {
    wait(u, context, inverse_log_offline_, tick);
  }

  // The number of ticks before the first success is geometric.
  void wait(std::uint32_t u, std::uint64_t context, double inverse_log, std::uint32_t tick) {
    const double draw = unit_real_above_zero(draw_bits(context, timing_key_));
    const std::uint32_t at = tick + static_cast<std::uint32_t>(portable_log(draw) * inverse_log);
    if (at < ticks_) due_[at].push_back(u);
  }

  const std::uint64_t kind_key_ = hash64("user");
  const std::uint64_t timing_key_ = draw_key("user.timing", 0);
  const std::uint64_t choice_key_ = draw_key("user.choice", 0);
  const std::uint64_t first_balance_key_ = draw_key("user.attributes.balance", 0);
  const std::uint64_t income_key_ = draw_key("user.transition.income.set.balance", 0);
  const std::uint64_t amount_key_ = draw_key("user.transition.spending.let.amount", 0);
  const double inverse_log_offline_ = 1 / portable_log1p(-kOfflineSum);
  const double inverse_log_loan_ = 1 / portable_log1p(-kLoanSum);

  std::uint64_t seed_;
  std::uint32_t ticks_;
  std::vector<User> users_;
  std::vector<std::vector<std::uint32_t>> due_;  // one list of users per tick
  Sorter sorter_;
  Rows rows_;
  BankTotals totals_;
};

}  // namespace

BankTotals simulate_bank(std::uint32_t users, std::uint32_t ticks, std::uint64_t seed,
                         const BankConsumer& consumer) {
  return Bank(users, ticks, seed, consumer).run();
}

}  // namespace seedbed::bench
