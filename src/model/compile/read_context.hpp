// What the functions share that read the tables of one actor.
#pragma once
#include <string>

#include "document/diagnostics.hpp"
#include "model/compile/state_names.hpp"
#include "model/compile/table_set.hpp"

namespace seedbed::model {

struct ReadContext {
  const std::string& actor;
  const StateNames& states;
  bool has_tick;  // [clock] has a `tick`
  TableSet& tables;
  Diagnostics& diagnostics;
};

}  // namespace seedbed::model
