// Shards and slices, loaded one after the other: they add up to the whole.
#include <algorithm>
#include <cstdint>

#include "command_line/program.hpp"
#include "support/catch.hpp"

using namespace seedbed::test;

namespace {

const std::vector<std::string> kTables{"clickstream", "trx", "balance", "loan", "account"};

std::vector<std::string> load_words(const std::string& file, std::vector<std::string> more) {
  std::vector<std::string> words{"load", "bank", "--set",       "users=60", "--duration", "5d",
                                 "--to", file,   "--if-exists", "append",   "--json"};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

// Sum of two digests: hex numbers of 128 bits, modulo 2^128.
std::string sum(const std::string& a, const std::string& b) {
  std::string result(a.size(), '0');
  int carry = 0;
  const std::string digits = "0123456789abcdef";
  for (std::size_t i = a.size(); i-- > 0;) {
    carry += static_cast<int>(digits.find(a[i]) + digits.find(b[i]));
    result[i] = digits[static_cast<std::size_t>(carry % 16)];
    carry /= 16;
  }
  return result;
}

// Loads the parts into one file and the whole into another, and compares rows and digests.
void check_parts(const std::vector<std::vector<std::string>>& parts) {
  const TemporaryFolder folder;
  const std::string whole = seedbed_out(folder, load_words("whole.db", {}));
  std::vector<std::string> digests(kTables.size(), std::string(32, '0'));
  for (const auto& part : parts) {
    const std::string loaded = seedbed_out(folder, load_words("parts.db", part));
    for (std::size_t t = 0; t < kTables.size(); ++t)
      digests[t] = sum(digests[t], json(loaded, "$.digest." + kTables[t]));
  }
  for (std::size_t t = 0; t < kTables.size(); ++t) {
    CAPTURE(kTables[t]);
    CHECK(digests[t] == json(whole, "$.digest." + kTables[t]));
    const std::string& table = kTables[t];
    CHECK(query(folder.file("parts.db"), "SELECT count(*) FROM " + table) ==
          json(whole, "$.rows." + table) + "\n");
    const std::string differs =
        query(folder.file("parts.db"), "ATTACH '" + folder.file("whole.db") +
                                           "' AS whole;"
                                           "SELECT count(*) FROM (SELECT * FROM " +
                                           table + " EXCEPT SELECT * FROM whole." + table + ")");
    CHECK(differs == "0\n");
  }
  CHECK(query(folder.file("parts.db"), "SELECT count(*) FROM seedbed_load") ==
        std::to_string(parts.size()) + "\n");
}

}  // namespace

TEST_CASE("shards appended are the whole") {
  check_parts({{"--shard", "1/3"}, {"--shard", "3/3"}, {"--shard", "2/3", "--threads", "3"}});
}

TEST_CASE("daily slices appended are the whole") {
  std::vector<std::vector<std::string>> days;
  for (int day = 1; day <= 5; ++day) {
    const auto date = [](int d) { return "2024-01-0" + std::to_string(d); };
    days.push_back({"--since", date(day), "--until", date(day + 1)});
  }
  check_parts(days);
}

TEST_CASE("slices of shards appended are the whole") {
  check_parts({{"--shard", "1/2", "--until", "2024-01-03T12:00:00Z"},
               {"--shard", "2/2"},
               {"--shard", "1/2", "--since", "2024-01-03T12:00:00Z"}});
}

TEST_CASE("the same slice twice is refused with exit code 3, and so is one that overlaps") {
  const TemporaryFolder folder;
  const std::vector<std::string> day{"--since", "2024-01-02", "--until", "2024-01-03"};
  (void)seedbed_out(folder, load_words("a.db", day));
  const std::string before = read_file(folder.file("a.db"));
  for (const auto& again : std::vector<std::vector<std::string>>{
           day, {}, {"--since", "2024-01-02T12:00:00Z"}, {"--shard", "1/2"}}) {
    const Outcome outcome = run_seedbed(folder, load_words("a.db", again));
    CAPTURE(again, outcome.err);
    CHECK(outcome.status == 3);
    CHECK(outcome.out == "");
    CHECK(outcome.err.starts_with("seedbed: "));
    CHECK((read_file(folder.file("a.db")) == before));
  }
}

TEST_CASE("what would not belong together is refused with exit code 2") {
  const TemporaryFolder folder;
  (void)seedbed_out(folder, load_words("a.db", {"--until", "2024-01-03"}));
  const std::string before = read_file(folder.file("a.db"));
  for (const auto& other :
       std::vector<std::vector<std::string>>{{"--seed", "2", "--since", "2024-01-03"},
                                             {"--set", "users=61", "--since", "2024-01-03"},
                                             {"--start", "2024-01-02", "--since", "2024-01-03"}}) {
    const Outcome outcome = run_seedbed(folder, load_words("a.db", other));
    CAPTURE(other, outcome.err);
    CHECK(outcome.status == 2);
    CHECK(has(outcome.err, "their rows would not belong together"));
    CHECK((read_file(folder.file("a.db")) == before));
  }
}
