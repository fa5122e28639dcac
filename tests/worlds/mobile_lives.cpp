#include "worlds/mobile_lives.hpp"

#include <algorithm>

namespace seedbed::test {
namespace {

constexpr std::int64_t kMinute = 60'000'000;

}  // namespace

const std::map<std::string, Interest>& interests() {
  static const std::map<std::string, Interest> of{
      {"games", {1.0, 1.03}}, {"tools", {0.9, 1.0}},   {"finance", {1.0, 0.95}}, {"health", {1.0, 1.0}},
      {"food", {0.85, 0.97}}, {"travel", {0.8, 1.05}}, {"news", {1.3, 0.95}}};
  return of;
}

std::vector<std::string> categories(const WorldRows& rows) {
  std::map<std::int64_t, std::string> by_word;
  for (const auto& [category, interest] : interests()) by_word[rows.word(category)] = category;
  std::vector<std::string> names;
  for (const std::int64_t word : rows["app.category"]) names.push_back(by_word.at(word));
  return names;
}

std::vector<Life> lives(const WorldRows& rows) {
  std::vector<std::int64_t> offsets(rows["app_user.user_id"].size() + 1);
  for (std::size_t i = 0; i < rows["app_user.user_id"].size(); ++i)
    offsets[static_cast<std::size_t>(rows["app_user.user_id"][i])] =
        rows["app_user.utc_minutes"][i] * kMinute;
  std::map<std::int64_t, Life> all;
  for (std::size_t i = 0; i < rows["install.install_id"].size(); ++i) {
    all[rows["install.install_id"][i]] = {rows["install.ts"][i],
                                          offsets[static_cast<std::size_t>(rows["install.user_id"][i])],
                                          static_cast<std::size_t>(rows["install.app_id"][i] - 1),
                                          {}};
  }
  for (std::size_t i = 0; i < rows["session.install_id"].size(); ++i)
    all.at(rows["session.install_id"][i])
        .sessions.emplace_back(rows["session.started_at"][i], rows["session.ended_at"][i]);
  std::vector<Life> list;
  for (auto& [install, life] : all) {
    std::sort(life.sessions.begin(), life.sessions.end());
    list.push_back(std::move(life));
  }
  return list;
}

}  // namespace seedbed::test
