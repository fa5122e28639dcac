// music, sessions: the first page, the next page, and how many pages follow, against the chain of
// music_chain.hpp.
#include <algorithm>
#include <numeric>
#include <tuple>
#include <unordered_map>

#include "support/catch.hpp"
#include "support/sanitizers.hpp"
#include "worlds/check_deviations.hpp"
#include "worlds/music_chain.hpp"
#include "worlds/world_rows.hpp"

using namespace seedbed::test;

namespace {

constexpr std::int64_t kDay = 86'400'000'000;
constexpr double kEnough = 30;  // events that must be expected for a deviation to be near to normal
constexpr std::size_t kManySessions = 300;  // their lengths are skew: as many for their mean

// Many newcomers, sessions every other day, and more who are logged out than usual.
WorldSpec busy() {
  WorldSpec spec{"music", {}, {}, 60, 1};
  spec.set = {
      {"listeners", kSanitized ? "150" : "1_500"}, {"growth", "13.0"}, {"horizon", "60d"}, {"beta", "2d"}};
  spec.changes = {{"if(member, 10, 0)", "if(member, 80, 0)"}, {"if(member, 2, 0)", "if(member, 16, 0)"}};
  return spec;
}

// Sessions as numbers of pages of the chain; those that began early enough to be over.
std::vector<std::vector<std::size_t>> sessions(const WorldRows& rows, const MusicChain& chain) {
  std::map<std::tuple<std::int64_t, std::int64_t, std::int64_t>, std::size_t> known;
  for (std::size_t p = 0; p < chain.pages().size(); ++p) {
    const MusicPage& page = chain.pages()[p];
    known[{rows.word(page.page), rows.word(page.auth), rows.word(page.level)}] = p;
  }
  std::unordered_map<std::int64_t, std::vector<std::size_t>> of;
  std::unordered_map<std::int64_t, std::int64_t> began;
  for (std::size_t i = 0; i < rows["page_view.ts"].size(); ++i) {  // in time order
    const std::int64_t session = rows["page_view.session_id"][i];
    began.emplace(session, rows["page_view.ts"][i]);
    of[session].push_back(
        known.at({rows["page_view.page"][i], rows["page_view.auth"][i], rows["page_view.level"][i]}));
  }
  std::vector<std::vector<std::size_t>> complete;
  for (auto& [session, pages] : of) {
    if (began[session] < rows.end() - 2 * kDay) complete.push_back(std::move(pages));
  }
  return complete;
}

using Sessions = std::vector<std::vector<std::size_t>>;

// "free_home->free_help", and "free_home->" for the end.
Deviations next_pages(const Sessions& sessions, const MusicChain& chain) {
  const std::size_t n = chain.pages().size();
  std::vector<std::vector<double>> seen(n, std::vector<double>(n + 1));
  for (const auto& pages : sessions) {
    for (std::size_t i = 0; i < pages.size(); ++i) ++seen[pages[i]][i + 1 < pages.size() ? pages[i + 1] : n];
  }
  Deviations result;
  for (std::size_t from = 0; from < n; ++from) {
    const MusicPage& page = chain.pages()[from];
    const double all = std::accumulate(seen[from].begin(), seen[from].end(), 0.0);
    double left = 1;
    for (std::size_t to = 0; to < n; ++to) {
      const auto next = page.next.find(chain.pages()[to].state);
      const double p = next == page.next.end() ? 0 : next->second;
      left -= p;
      if (p == 0 || p > 1 - 1e-9) CHECK(seen[from][to] == p * all);
      const bool enough = all * p >= kEnough && all * (1 - p) >= kEnough;
      if (enough)
        result[page.state + "->" + chain.pages()[to].state] = binomial_deviation(seen[from][to], all, p);
    }
    if (all * left >= kEnough && left < 1 - 1e-9)
      result[page.state + "->"] = binomial_deviation(seen[from][n], all, left);
  }
  return result;
}

Deviations first_pages(const Sessions& sessions, const MusicChain& chain) {
  std::map<std::string, double> seen;
  for (const auto& pages : sessions) ++seen[chain.pages()[pages.front()].state];
  Deviations result;
  for (const MusicStart& start : chain.starts()) {
    std::vector<double> observed;
    std::vector<double> expected;
    for (const auto& [state, share] : start.first) {
      observed.push_back(seen[state]);
      expected.push_back(share);
    }
    result[start.state] = chi_square_deviation(observed, expected);
  }
  return result;
}

// What sessions came to, and what they should have.
struct Sum {
  double seen = 0;
  double expected = 0;
  double variance = 0;
  std::size_t sessions = 0;
  void add(double visits, const MeanAndVarianceOf& of) {
    seen += visits;
    expected += of.mean;
    variance += of.variance;
    ++sessions;
  }
};

// Pages and songs of a session, by its first page, and of all that begin with the same auth and level.
Deviations lengths(const Sessions& sessions, const MusicChain& chain) {
  std::vector<MeanAndVarianceOf> all;
  std::vector<MeanAndVarianceOf> songs;
  for (std::size_t p = 0; p < chain.pages().size(); ++p) {
    all.push_back(chain.visits_from(p));
    songs.push_back(chain.visits_from(p, "NextSong"));
  }
  std::map<std::string, Sum> sums;
  for (const auto& pages : sessions) {
    const MusicPage& first = chain.pages()[pages.front()];
    const auto heard = std::count_if(pages.begin(), pages.end(),
                                     [&](std::size_t p) { return chain.pages()[p].page == "NextSong"; });
    for (const std::string& group : {"from " + first.state, first.auth + ", " + first.level}) {
      sums["pages, " + group].add(static_cast<double>(pages.size()), all[pages.front()]);
      sums["songs, " + group].add(static_cast<double>(heard), songs[pages.front()]);
    }
  }
  Deviations result;
  for (const auto& [group, sum] : sums) {
    if (sum.sessions >= kManySessions) result[group] = deviation(sum.seen, sum.expected, sum.variance);
  }
  return result;
}

const std::vector<std::string> kPageColumns{"page_view.ts", "page_view.session_id", "page_view.page",
                                            "page_view.auth", "page_view.level"};

Deviations of_chain(const WorldSpec& spec, const MusicChain& chain) {
  const Sessions walked = sessions(WorldRows(spec, kPageColumns), chain);
  Deviations all = next_pages(walked, chain);
  all.merge(first_pages(walked, chain));
  all.merge(lengths(walked, chain));
  return all;
}

}  // namespace

TEST_CASE("music: the chain's sessions are as long as the page of the model says", "[music][statistics]") {
  const MusicChain chain;
  const std::map<std::string, double> documented{{"away_guest", 3.06},
                                                 {"away_free", 2.72},
                                                 {"away_out_free", 3.93},
                                                 {"away_paid", 29.82},
                                                 {"away_out_paid", 17.71}};
  REQUIRE(chain.starts().size() == 5);
  for (const MusicStart& start : chain.starts()) {
    double pages = 0;
    for (std::size_t p = 0; p < chain.pages().size(); ++p) {
      const auto first = start.first.find(chain.pages()[p].state);
      if (first != start.first.end()) pages += first->second * chain.visits_from(p).mean;
    }
    CAPTURE(start.state, pages);
    CHECK(pages == Approx(documented.at(start.state)).margin(0.005));
  }
}

TEST_CASE("music: first pages, next pages and the length of sessions", "[music][statistics]") {
  const MusicChain chain;
  const Deviations written = of_chain(busy(), chain);
  check_recovered(written);
  CHECK(written.size() > (kSanitized ? 50 : 150));
  if (kSanitized) return;
  WorldSpec off = busy();
  for (const auto& change : std::vector<std::pair<std::string, std::string>>{
           {"[actor.listener.moves.guest_home]\nguest_register = 0.3\n",
            "[actor.listener.moves.guest_home]\nguest_register = 0.33\n"},
           {"free_next_song = 0.5\n", "free_next_song = 0.55\n"},
           {"[actor.listener.moves.out_free_home]\nout_free_login = 0.5\n",
            "[actor.listener.moves.out_free_home]\nout_free_login = 0.55\n"},
           {"paid_next_song = 0.925", "paid_next_song = 0.8325"},
           {"[actor.listener.moves.out_paid_home]\nout_paid_login = 0.3\n",
            "[actor.listener.moves.out_paid_home]\nout_paid_login = 0.33\n"},
           {"free_next_song = 1500", "free_next_song = 1650"},
           {"paid_next_song = 1750", "paid_next_song = 1575"},
           {"free_submit_registration = 0.7\nguest_home               = 0.1\n",
            "free_submit_registration = 0.63\nguest_home               = 0.17\n"}}) {
    off.changes.push_back(change);
  }
  const Deviations wrong = of_chain(off, chain);
  for (const std::string name :
       {"guest_home->guest_register", "free_next_song->free_next_song", "out_free_home->out_free_login",
        "paid_next_song->paid_next_song", "out_paid_home->out_paid_login",
        "guest_register->free_submit_registration", "away_free", "away_paid", "pages, Logged In, free",
        "pages, Logged In, paid", "pages, from free_next_song", "pages, from paid_home",
        "pages, from paid_next_song", "pages, Logged Out, paid", "songs, Logged In, paid",
        "songs, Logged In, free"}) {
    CAPTURE(name);
    REQUIRE(wrong.contains(name));
    CHECK(std::fabs(wrong.at(name)) > kFarOff);
  }
}
