// Statements that build indexes and keys, side by side over several connections.
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

// Runs the jobs, each over one of the connections, in their order where they use the same tables: a job waits
// for those before it that conflict with it. When one fails, those under way are cancelled, and the first
// error is thrown. `interrupt` is asked meanwhile, as Connection::end_when() says.
void run_side_by_side(const std::vector<std::unique_ptr<Connection>>& connections,
                      const std::vector<Job>& jobs, Interrupt interrupt);

}  // namespace seedbed::postgres
