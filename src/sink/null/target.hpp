// `null:`: drops every row, to measure a load without a sink.
#pragma once
#include <memory>

#include "sink/target.hpp"

namespace seedbed {

[[nodiscard]] std::unique_ptr<Target> make_null_target();

}  // namespace seedbed
