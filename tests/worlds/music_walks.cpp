#include "worlds/music_walks.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <numeric>
#include <tuple>
#include <unordered_map>

#include "support/catch.hpp"

namespace seedbed::test {
namespace {

constexpr std::int64_t kDay = 86'400'000'000;
constexpr double kEnough = 30;  // events that must be expected for a deviation to be near to normal
constexpr std::size_t kManySessions = 300;  // their lengths are skew: as many for their mean

bool is_first(const MusicChain& chain, std::size_t page) {
  return std::any_of(chain.starts().begin(), chain.starts().end(), [&](const MusicStart& start) {
    return start.first.contains(chain.pages()[page].state);
  });
}

void add(Tested& to, const std::string& name, const Sample& sample, bool enough) {
  if (enough) {
    to.samples[name] = sample;
  } else {
    to.too_rare.insert(name);
  }
}

// Of `trials`, near to normal on both sides.
void add_binomial(Tested& to, const std::string& name, double successes, double trials, double p) {
  add(to, name, binomial_sample(successes, trials, p), trials * p >= kEnough && trials * (1 - p) >= kEnough);
}

std::map<std::string, double> counted_by_first(const Sessions& sessions, const MusicChain& chain) {
  std::map<std::string, double> seen;
  for (const auto& pages : sessions) ++seen[chain.pages()[pages.front()].state];
  return seen;
}

// What sessions came to, and what they should have.
struct Sum {
  Sample visits;
  std::size_t sessions = 0;
};

}  // namespace

Sessions sessions(const WorldRows& rows, const MusicChain& chain) {
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
        add_binomial(result, page.state + "->" + chain.pages()[to].state, seen[from][to], all, p);
      }
    }
    if (left > 1e-9 && left < 1 - 1e-9) {
      add_binomial(result, page.state + "->", seen[from][n], all, left);
    } else {
      CHECK(seen[from][n] == std::round(left) * all);
    }
  }
  return result;
}

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

Tested each_first_page(const Sessions& sessions, const MusicChain& chain) {
  std::map<std::string, double> seen = counted_by_first(sessions, chain);
  Tested result;
  for (const MusicStart& start : chain.starts()) {
    double all = 0;
    for (const auto& [state, share] : start.first) all += seen[state];
    for (const auto& [state, share] : start.first)
      add_binomial(result, start.state + "->" + state, seen[state], all, share);
  }
  return result;
}

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
    const auto count = [](Sum& sum, double visits, const MeanAndVarianceOf& of) {
      sum.visits.add(visits, of.mean, of.variance);
      ++sum.sessions;
    };
    for (const std::string& group : groups(first)) {
      count(sums.at("pages, " + group), static_cast<double>(pages.size()), all[first]);
      count(sums.at("songs, " + group), static_cast<double>(heard), songs[first]);
    }
  }
  Tested result;
  for (const auto& [group, sum] : sums) add(result, group, sum.visits, sum.sessions >= kManySessions);
  return result;
}

}  // namespace seedbed::test
