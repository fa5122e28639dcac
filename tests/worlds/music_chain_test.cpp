// music, sessions: the first page, the next page, and how many pages follow, against the chain of
// music_chain.hpp.
#include <algorithm>
#include <array>
#include <numeric>
#include <set>
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

bool is_first(const MusicChain& chain, std::size_t page) {
  return std::any_of(chain.starts().begin(), chain.starts().end(), [&](const MusicStart& start) {
    return start.first.contains(chain.pages()[page].state);
  });
}

// What there is enough of, and the names of the rest.
struct Tested {
  Samples samples;
  std::set<std::string> too_rare;
  void add(const std::string& name, const Sample& sample, bool enough) {
    if (enough) {
      samples[name] = sample;
    } else {
      too_rare.insert(name);
    }
  }
  // Of `trials`, near to normal on both sides.
  void add_binomial(const std::string& name, double successes, double trials, double p) {
    add(name, binomial_sample(successes, trials, p), trials * p >= kEnough && trials * (1 - p) >= kEnough);
  }
};

// "free_home->free_help", and "free_home->" for the end.
Tested next_pages(const Sessions& sessions, const MusicChain& chain) {
  const std::size_t n = chain.pages().size();
  std::vector<std::vector<double>> seen(n, std::vector<double>(n + 1));
  for (const auto& pages : sessions) {
    for (std::size_t i = 0; i < pages.size(); ++i) ++seen[pages[i]][i + 1 < pages.size() ? pages[i + 1] : n];
  }
  Tested result;
  for (std::size_t from = 0; from < n; ++from) {
    const MusicPage& page = chain.pages()[from];
    const double all = std::accumulate(seen[from].begin(), seen[from].end(), 0.0);
    double left = 1;
    for (std::size_t to = 0; to < n; ++to) {
      const auto next = page.next.find(chain.pages()[to].state);
      const double p = next == page.next.end() ? 0 : next->second;
      left -= p;
      if (p == 0 || p > 1 - 1e-9) {
        CHECK(seen[from][to] == p * all);
      } else {
        result.add_binomial(page.state + "->" + chain.pages()[to].state, seen[from][to], all, p);
      }
    }
    if (left > 1e-9 && left < 1 - 1e-9)
      result.add_binomial(page.state + "->", seen[from][n], all, left);
    else
      CHECK(seen[from][n] == std::round(left) * all);
  }
  return result;
}

std::map<std::string, double> counted_by_first(const Sessions& sessions, const MusicChain& chain) {
  std::map<std::string, double> seen;
  for (const auto& pages : sessions) ++seen[chain.pages()[pages.front()].state];
  return seen;
}

// "away_free", all of them together.
Deviations first_pages(const Sessions& sessions, const MusicChain& chain) {
  std::map<std::string, double> seen = counted_by_first(sessions, chain);
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

// "away_free->free_home".
Tested each_first_page(const Sessions& sessions, const MusicChain& chain) {
  std::map<std::string, double> seen = counted_by_first(sessions, chain);
  Tested result;
  for (const MusicStart& start : chain.starts()) {
    double all = 0;
    for (const auto& [state, share] : start.first) all += seen[state];
    for (const auto& [state, share] : start.first)
      result.add_binomial(start.state + "->" + state, seen[state], all, share);
  }
  return result;
}

// What sessions came to, and what they should have.
struct Sum {
  Sample visits;
  std::size_t sessions = 0;
};

// Pages and songs of a session, by its first page, and of all that begin with the same auth and level.
Tested lengths(const Sessions& sessions, const MusicChain& chain) {
  std::vector<MeanAndVarianceOf> all;
  std::vector<MeanAndVarianceOf> songs;
  for (std::size_t p = 0; p < chain.pages().size(); ++p) {
    all.push_back(chain.visits_from(p));
    songs.push_back(chain.visits_from(p, "NextSong"));
  }
  std::map<std::string, Sum> sums;
  const auto groups = [&](std::size_t page) {
    const MusicPage& first = chain.pages()[page];
    return std::array<std::string, 2>{"from " + first.state, first.auth + ", " + first.level};
  };
  for (std::size_t p = 0; p < chain.pages().size(); ++p) {
    if (!is_first(chain, p)) continue;
    for (const std::string& group : groups(p)) sums["pages, " + group] = sums["songs, " + group] = {};
  }
  for (const auto& pages : sessions) {
    const std::size_t first = pages.front();
    const auto heard = std::count_if(pages.begin(), pages.end(),
                                     [&](std::size_t p) { return chain.pages()[p].page == "NextSong"; });
    const auto add = [](Sum& sum, double visits, const MeanAndVarianceOf& of) {
      sum.visits.add(visits, of.mean, of.variance);
      ++sum.sessions;
    };
    for (const std::string& group : groups(first)) {
      add(sums.at("pages, " + group), static_cast<double>(pages.size()), all[first]);
      add(sums.at("songs, " + group), static_cast<double>(heard), songs[first]);
    }
  }
  Tested result;
  for (const auto& [group, sum] : sums) result.add(group, sum.visits, sum.sessions >= kManySessions);
  return result;
}

const std::vector<std::string> kPageColumns{"page_view.ts", "page_view.session_id", "page_view.page",
                                            "page_view.auth", "page_view.level"};

Deviations of_chain(const WorldSpec& spec, const MusicChain& chain) {
  const Sessions walked = sessions(WorldRows(spec, kPageColumns), chain);
  Deviations all = deviations(next_pages(walked, chain).samples);
  all.merge(first_pages(walked, chain));
  all.merge(deviations(each_first_page(walked, chain).samples));
  all.merge(deviations(lengths(walked, chain).samples));
  return all;
}

// Each page opens so many sessions, some ten thousand, that their mean length is known within a few percent:
// the more, the wider its lengths are spread. Most listeners come once or twice; members are guests, too.
WorldSpec every_start() {
  WorldSpec spec{"music", {}, {}, 60, 1};
  spec.set = {{"listeners", kSanitized ? "1_000" : "290_000"},
              {"growth", "0.0"},
              {"attrition", "0/day"},
              {"beta", "100d"}};
  spec.changes = {{"if(member, 0, 1)", "if(member, 50, 1)"},
                  {"if(member, 100, 0)", "if(member, 50, 0)"},
                  {"if(member, 10, 0)", "if(member, 64, 0)"},
                  {"if(member, 20, 0)", "if(member, 40, 0)"},
                  {"if(member, 2, 0)", "if(member, 170, 0)"},
                  {"guest_about    = 20\nguest_help     = 10\nguest_home     = 100\nguest_register = "
                   "30\nguest_error    = 5\n",
                   "guest_about    = 8\nguest_help     = 9\nguest_home     = 8\nguest_register = "
                   "6\nguest_error    = 7\n"},
                  {"free_about     = 5\nfree_help      = 10\nfree_home      = 1000\nfree_next_song = "
                   "1500\nfree_error     = 1\n",
                   "free_about     = 11\nfree_help      = 13\nfree_home      = 14\nfree_next_song = "
                   "15\nfree_error     = 12\n"},
                  {"rate = \"1 / away\"\n[actor.listener.transition.to]\nout_free_about = 10\nout_free_help  "
                   "= 10\nout_free_home  = 1000\nout_free_login = 500\n"
                   "out_free_error = 1\n",
                   "rate = \"1 / away\"\n[actor.listener.transition.to]\nout_free_about = 6\nout_free_help  "
                   "= 5\nout_free_home  = 6\nout_free_login = 8\nout_free_error = 7\n"},
                  {"paid_about     = 5\npaid_help      = 5\npaid_home      = 1000\npaid_next_song = "
                   "1750\npaid_error     = 1\n",
                   "paid_about     = 12\npaid_help      = 7\npaid_home      = 7\npaid_next_song = "
                   "6\npaid_error     = 28\n"},
                  {"out_paid_about = 10\nout_paid_help  = 10\nout_paid_home  = 1000\nout_paid_login = "
                   "500\nout_paid_error = 1\n",
                   "out_paid_about = 32\nout_paid_help  = 52\nout_paid_home  = 22\nout_paid_login = "
                   "6\nout_paid_error = 34\n"}};
  return spec;
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

TEST_CASE("music: each first page", "[music][statistics]") {
  const MusicChain chain;
  WorldSpec spec = every_start();
  spec.changes = {{"if(member, 0, 1)", "if(member, 1200, 1)"},
                  {"if(member, 10, 0)", "if(member, 110, 0)"},
                  {"if(member, 20, 0)", "if(member, 80, 0)"},
                  {"if(member, 2, 0)", "if(member, 80, 0)"}};
  const Sessions walked = sessions(WorldRows(spec, kPageColumns), chain);
  const Tested first = each_first_page(walked, chain);
  check_recovered(first_pages(walked, chain));
  check_recovered(deviations(first.samples));
  if (kSanitized) return;
  CHECK(first.too_rare == std::set<std::string>{"away_out_free->out_free_error",
                                                "away_out_paid->out_paid_error", "away_paid->paid_error"});
  CHECK(check_ten_percent_rejected(first.samples) ==
        std::set<std::string>{"away_free->free_about", "away_free->free_error", "away_free->free_help",
                              "away_out_free->out_free_about", "away_out_free->out_free_help",
                              "away_out_paid->out_paid_about", "away_out_paid->out_paid_help",
                              "away_paid->paid_about", "away_paid->paid_help"});
}

// Transitions that fewer than 30 follow, or do not follow, in that world: errors mostly, one page in a
// thousand.
const std::set<std::string> kTooRareNext{"free_about->free_error",
                                         "free_cancel->free_cancelled",
                                         "free_cancel->free_error",
                                         "free_error->free_about",
                                         "free_help->free_error",
                                         "free_save_settings->free_error",
                                         "free_settings->free_about",
                                         "free_settings->free_cancel",
                                         "free_settings->free_error",
                                         "free_submit_registration->free_home",
                                         "free_submit_registration->guest_error",
                                         "free_upgrade->free_about",
                                         "free_upgrade->free_error",
                                         "free_upgrade->free_help",
                                         "guest_about->guest_error",
                                         "guest_help->guest_error",
                                         "guest_home->guest_error",
                                         "guest_register->guest_error",
                                         "out_free_about->out_free_error",
                                         "out_free_help->out_free_about",
                                         "out_free_help->out_free_error",
                                         "out_free_home->out_free_error",
                                         "paid_about->paid_error",
                                         "paid_cancel->paid_cancelled",
                                         "paid_cancel->paid_error",
                                         "paid_downgrade->paid_error",
                                         "paid_help->paid_error",
                                         "paid_logout->out_paid_home",
                                         "paid_logout->paid_error",
                                         "paid_save_settings->paid_error",
                                         "paid_settings->paid_error",
                                         "paid_submit_downgrade->free_home",
                                         "paid_submit_downgrade->paid_error"};

TEST_CASE("music: pages and songs of a session, by each page that it begins with", "[music][statistics]") {
  const MusicChain chain;
  const Sessions walked = sessions(WorldRows(every_start(), kPageColumns), chain);
  const Tested length = lengths(walked, chain);
  const Tested next = next_pages(walked, chain);
  check_recovered(deviations(length.samples));
  check_recovered(deviations(next.samples));
  if (kSanitized) return;
  REQUIRE(length.too_rare.empty());
  CHECK(length.samples.size() == 2 * (25 + 5));
  // Songs are many only in sessions of who is logged in, or will be.
  CHECK(check_ten_percent_rejected(length.samples) ==
        std::set<std::string>{
            "songs, Guest, free",         "songs, Logged Out, free",    "songs, from free_about",
            "songs, from free_error",     "songs, from free_help",      "songs, from free_home",
            "songs, from guest_about",    "songs, from guest_error",    "songs, from guest_help",
            "songs, from guest_home",     "songs, from guest_register", "songs, from out_free_about",
            "songs, from out_free_error", "songs, from out_free_help",  "songs, from out_free_home",
            "songs, from out_free_login", "songs, from out_paid_about", "songs, from out_paid_error",
            "songs, from out_paid_help",  "songs, from out_paid_home",  "songs, from out_paid_login"});
  CHECK(next.too_rare == kTooRareNext);
  CHECK(next.samples.size() == 190);
  CHECK(check_ten_percent_rejected(next.samples).size() == 138);  // the other 52 are rejected
}
