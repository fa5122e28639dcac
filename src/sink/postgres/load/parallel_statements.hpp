// Runs the statements that build indexes and keys in parallel over several connections.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "sink/postgres/load/script.hpp"

namespace seedbed::postgres {

struct Job {
  TablesUsed used;
  std::function<void(Connection&)> run;
};

// Runs each job over one of the connections. A job waits for the earlier jobs that conflict with it. If one
// fails, the running ones are cancelled, and the first error is thrown. The connections ask `interrupt`, as
// in Connection::end_when().
void run_side_by_side(const std::vector<std::unique_ptr<Connection>>& connections,
                      const std::vector<Job>& jobs, Interrupt interrupt);

}  // namespace seedbed::postgres
