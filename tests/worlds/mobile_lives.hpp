// mobile, what several tests ask: the categories of apps, and the lives of installs.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "worlds/world_rows.hpp"

namespace seedbed::test {

struct Interest {
  double activity = 0;
  double fading = 0;
};

// How people come back, by the app's category, as it stands in config/mobile.toml.
[[nodiscard]] const std::map<std::string, Interest>& interests();

// Of apps, in the order of their numbers. Needs app.category.
[[nodiscard]] std::vector<std::string> categories(const WorldRows& rows);

// An install's sessions in their order, and the clock of its owner.
struct Life {
  std::int64_t installed = 0;
  std::int64_t offset = 0;  // from UTC to local time
  std::size_t app = 0;
  std::vector<std::pair<std::int64_t, std::int64_t>> sessions;
};

// Needs what kLifeColumns has.
[[nodiscard]] std::vector<Life> lives(const WorldRows& rows);

inline const std::vector<std::string> kLifeColumns{
    "session.install_id", "session.started_at", "session.ended_at", "install.install_id",  "install.ts",
    "install.user_id",    "install.app_id",     "app_user.user_id", "app_user.utc_minutes"};

}  // namespace seedbed::test
