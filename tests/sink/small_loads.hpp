// Small loads for the tests of sinks.
#pragma once
#include <functional>
#include <memory>
#include <string>

#include "base/error.hpp"
#include "sink/registry.hpp"
#include "support/rows.hpp"

namespace seedbed::test {

inline const Table kVisits{"visits", {{"user_id", Type::integer}, {"page", Type::text}, {"ts", Type::time}}};

// A load of the whole run [0, 10) minutes into the table `visits`.
inline LoadRequest visits_request() {
  LoadRequest request;
  request.tables = {kVisits};
  request.identity.model = "visits";
  request.identity.model_digest = "00ff";
  request.identity.parameters = "{\"users\":2}";
  request.identity.start = request.identity.since = minute(0);
  request.identity.end = request.identity.until = minute(10);
  return request;
}

inline std::vector<std::vector<Row>> visits_rows() {
  return {{{std::int64_t{1}, "home", minute(0)}, {std::int64_t{2}, "loan", minute(1)}}};
}

inline void load_visits(const std::string& path, const LoadRequest& request) {
  load_all(*make_target(parse_target("sqlite:" + path)), request, visits_rows());
}

// The Error that `act` throws; if it throws none, in_doubt and "nothing was thrown".
struct Caught {
  Failure failure = Failure::in_doubt;
  std::string message;
  [[nodiscard]] bool says(const std::string& text) const { return message.find(text) != std::string::npos; }
};

inline Caught caught(const std::function<void()>& act) {
  try {
    act();
  } catch (const Error& error) {
    return {error.failure(), error.what()};
  }
  return {Failure::in_doubt, "nothing was thrown"};
}

}  // namespace seedbed::test
