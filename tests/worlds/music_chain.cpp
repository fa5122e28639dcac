#include "worlds/music_chain.hpp"

#include <algorithm>
#include <stdexcept>

#include "document/document.hpp"
#include "support/run_model.hpp"

namespace seedbed::test {
namespace {

using model::Node;

// Of whom a page is: the longest of these that its state begins with.
struct Audience {
  const char* prefix;
  const char* auth;
  const char* level;
};

constexpr Audience kAudiences[] = {{"out_free_", "Logged Out", "free"},
                                   {"out_paid_", "Logged Out", "paid"},
                                   {"guest_", "Guest", "free"},
                                   {"free_", "Logged In", "free"},
                                   {"paid_", "Logged In", "paid"}};

double weight_of(const Node& move) {
  const Node& weight = move.is(Node::Kind::table) ? *move.find("weight") : move;
  return weight.is(Node::Kind::integer) ? static_cast<double>(weight.integer) : weight.real;
}

std::map<std::string, double> shares(const Node& table) {
  std::map<std::string, double> weights;
  double sum = 0;
  for (const Node& move : table.items) sum += weights[move.key] = weight_of(move);
  for (auto& [state, weight] : weights) weight /= sum;
  return weights;
}

std::string label(const Node& labels, const char* name, const char* otherwise) {
  const Node* found = labels.find(name);
  return found == nullptr ? otherwise : found->text;
}

MusicPage page_of(const Node& state, const Node* moves) {
  const auto audience = std::find_if(std::begin(kAudiences), std::end(kAudiences),
                                     [&](const Audience& a) { return state.key.starts_with(a.prefix); });
  if (audience == std::end(kAudiences)) throw std::runtime_error("whose page is " + state.key + "?");
  const Node& labels = *state.find("labels");
  MusicPage page{
      state.key, label(labels, "page", ""), label(labels, "auth", audience->auth), audience->level, {}};
  if (const Node* next = moves->find(state.key)) page.next = shares(*next);
  return page;
}

}  // namespace

MusicChain::MusicChain() {
  const Node document = model::parse_document(bundled_model("music"), "music.toml");
  const Node& listener = *document.find("actor")->find("listener");
  for (const Node& state : listener.find("state")->items) {
    const bool is_page = !state.key.ends_with('*') && state.find("labels") != nullptr;
    if (is_page) pages_.push_back(page_of(state, listener.find("moves")));
  }
  for (const Node& transition : listener.find("transition")->items) {
    const Node* to = transition.find("to");
    if (to->is(Node::Kind::table)) starts_.push_back({transition.find("from")->text, shares(*to)});
  }
  solve();
}

// (I - Q) N = I by Gauss and Jordan; its diagonal dominates.
void MusicChain::solve() {
  const std::size_t n = pages_.size();
  std::vector<std::vector<double>> rows(n, std::vector<double>(2 * n));
  for (std::size_t i = 0; i < n; ++i) {
    rows[i][i] = rows[i][n + i] = 1;
    for (std::size_t j = 0; j < n; ++j) {
      const auto next = pages_[i].next.find(pages_[j].state);
      if (next != pages_[i].next.end()) rows[i][j] -= next->second;
    }
  }
  for (std::size_t pivot = 0; pivot < n; ++pivot) {
    const double by = rows[pivot][pivot];
    for (double& cell : rows[pivot]) cell /= by;
    for (std::size_t i = 0; i < n; ++i) {
      const double factor = i == pivot ? 0 : rows[i][pivot];
      for (std::size_t j = 0; factor != 0 && j < 2 * n; ++j) rows[i][j] -= factor * rows[pivot][j];
    }
  }
  for (const std::vector<double>& row : rows)
    visits_.emplace_back(row.begin() + static_cast<std::ptrdiff_t>(n), row.end());
}

MeanAndVarianceOf MusicChain::visits_from(std::size_t page, const std::string& name) const {
  const auto mean = [&](std::size_t from) {
    double sum = 0;
    for (std::size_t j = 0; j < pages_.size(); ++j)
      sum += name.empty() || pages_[j].page == name ? visits_[from][j] : 0;
    return sum;
  };
  double square = 0;
  for (std::size_t j = 0; j < pages_.size(); ++j) {
    if (name.empty() || pages_[j].page == name) square += visits_[page][j] * (2 * mean(j) - 1);
  }
  return {mean(page), square - mean(page) * mean(page)};
}

}  // namespace seedbed::test
