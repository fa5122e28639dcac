// `postgresql://…`: tables in a schema of a Postgres database.
#pragma once
#include <memory>
#include <string>

#include "sink/target.hpp"

namespace seedbed {

// `address` is a URI for libpq; empty: libpq's environment.
[[nodiscard]] std::unique_ptr<Target> make_postgres_target(std::string address);

}  // namespace seedbed
