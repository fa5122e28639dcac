// music as a Markov chain: read from the text of config/music.toml as it stands there, and solved here.
#pragma once
#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace seedbed::test {

struct MusicPage {
  std::string state;  // "paid_next_song"
  std::string page, auth, level;
  std::map<std::string, double> next;  // by state; what is an `away_…` ends the session, as nothing does
};

struct MusicStart {
  std::string state;                    // "away_paid"
  std::map<std::string, double> first;  // by state of the first page
};

struct MeanAndVarianceOf {
  double mean = 0;
  double variance = 0;
};

class MusicChain {
 public:
  MusicChain();

  [[nodiscard]] const std::vector<MusicPage>& pages() const { return pages_; }
  [[nodiscard]] const std::vector<MusicStart>& starts() const { return starts_; }
  // Of the number of pages from this one to the session's end, this one included; of those called `name`, if
  // that is not empty. With N = (I - Q)^-1 of the transient matrix Q, the visits to a set A of pages,
  // beginning at s, have the mean m(s), the sum over j in A of N(s, j), and the second moment is the sum over
  // j in A of N(s, j) (2 m(j) - 1) (Kemeny, Snell, Finite Markov Chains, 3.3).
  [[nodiscard]] MeanAndVarianceOf visits_from(std::size_t page, const std::string& name = "") const;

 private:
  void solve();

  std::vector<MusicPage> pages_;
  std::vector<MusicStart> starts_;
  std::vector<std::vector<double>> visits_;  // N
};

}  // namespace seedbed::test
