// A compiled model: what the simulator runs. Made by reader/compile.hpp for one set of parameters and one clock;
// read-only and shared by all threads after that. Names are kept for messages and summaries only.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "model/program/program.hpp"
#include "rows/row_log.hpp"
#include "rows/table.hpp"

namespace seedbed::model {

inline constexpr std::int64_t kNever = INT64_MAX;
inline constexpr std::uint16_t kStay = 0xffff;  // a transition that does not leave its state

struct Clock {
  std::int64_t start = 0;  // microseconds since 1970, UTC
  std::int64_t end = 0;    // exclusive
  std::int64_t tick = 0;   // 0: the model has none
  bool jitter = false;
};

// The part of the run that is written, and which actors.
struct Slice {
  std::int64_t since = 0;
  std::int64_t until = 0;
  std::uint64_t shard = 1;  // K of N, from 1
  std::uint64_t shards = 1;
};

// A condition: code to run, then a boolean slot. Absent where there is none.
struct Condition {
  Code code;
  Slot slot = 0;
};

// One row of one table, written by one event.
struct Emission {
  std::uint16_t table = 0;
  std::optional<Condition> when;
  Code code;                 // computes the cells that are not plain names
  std::vector<Slot> cells;   // a slot a column
};

// A number that may be known beforehand.
struct Number {
  bool constant = true;
  double value = 0;  // if constant
  Code code;         // else computed into `slot`
  Slot slot = 0;
  Origin origin;     // for messages: a value may be out of range though its expression ran well
};

// A transition out of one state. `from = ["a", "b"]` makes two edges of the same transition.
struct Edge {
  std::uint16_t transition = 0;  // index into ActorKind::transitions
  std::uint16_t to = kStay;
  Number chance;                 // per tick
  Code let;
  std::optional<Condition> when;
  Code set;
  std::vector<Emission> rows;
};

struct State {
  std::string name;
  std::vector<Edge> edges;
  // Where all chances are constant: their sum, 1 / ln(1 - sum), and the running sums for choosing.
  bool constant = true;
  double sum = 0;
  double inverse_log = 0;
  std::vector<double> running;  // running[i]: the chances of edges 0 … i added up
};

struct Finish {
  std::vector<std::uint8_t> in;  // a flag a state
  std::vector<std::vector<Emission>> rows;  // a list a state: `state` is a constant there
};

struct ActorKind {
  std::string name;
  std::uint64_t key = 0;    // of the name: part of every draw's address
  std::uint64_t count = 0;
  std::vector<State> states;
  std::vector<std::string> transitions;  // names, in the order of the file

  // Attributes that are stored: consecutive slots of the frame, in the actor's record in the same order.
  Slot first_attribute = 0;
  std::uint16_t attributes = 0;
  std::vector<std::uint16_t> text_attributes;  // those whose bytes the actor must own, from 0
  Code attribute_code;

  std::uint16_t initial = 0;           // the state, where there are no weights
  std::vector<Number> initial_weights; // else a weight a state
  std::optional<Condition> arrival;    // a time slot
  std::vector<Emission> start_rows;    // before the initial state is entered
  std::vector<Finish> finish;
  std::uint64_t timing_key = 0;        // draw keys of the simulator's own draws
  std::uint64_t choice_key = 0;
  std::uint64_t initial_key = 0;
};

struct Parameter {
  std::string name;
  std::string value;  // JSON: the value used
};

struct Model {
  std::string name;
  std::string summary;
  std::string sql;        // the folder of its SQL; empty: derived
  std::string digest;     // hex, of the model's text
  std::vector<Parameter> parameters;
  Clock clock;
  bool on_ticks = false;     // every event happens at a tick boundary: no arrivals between them, no jitter
  bool end_matters = false;  // it has finish rows or names `end`
  std::vector<ActorKind> actors;
  std::vector<Table> tables;
  std::vector<RowLayout> layouts;  // a layout a table
  Program program;
  Slot now_slot = 0;
  Slot index_slot = 0;
};

}  // namespace seedbed::model
