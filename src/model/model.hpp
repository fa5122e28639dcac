// A compiled model: what the simulator runs. compile_model() makes it for one set of parameters and one
// clock. It is read-only after that, and all threads share it. Names are kept for messages and summaries
// only.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "expression/program/program.hpp"
#include "model/rhythm.hpp"
#include "rows/row_log.hpp"
#include "rows/table.hpp"

namespace seedbed::model {

inline constexpr std::int64_t kNever = INT64_MAX;
// A sum of chances within this distance of 1 counts as 1 (142 * 0.7% + 0.6% must); a larger sum is an error
// (docs/model.md, `chance`).
inline constexpr double kChanceTolerance = 1e-9;
inline constexpr std::uint16_t kNoTransition = 0xffff;  // a transition that does not leave its state

struct Clock {
  std::int64_t start = 0;  // microseconds since 1970, UTC
  std::int64_t end = 0;    // exclusive
  std::int64_t tick = 0;   // 0: the model has none
  bool jitter = false;
};

// The part of the run that is written, and the actors whose rows are written.
struct Slice {
  std::int64_t since = 0;
  std::int64_t until = 0;
  std::uint64_t shard = 1;  // K of N, from 1
  std::uint64_t shards = 1;
};

// A condition: code to run, then a boolean slot.
struct Condition {
  Code code;
  Slot slot = 0;
  std::string text = {};  // as written, for messages
};

// One row of one table, written by one event.
struct Emission {
  std::uint16_t table = 0;
  std::optional<Condition> when;
  Code code;                    // computes the cells that are not plain names
  std::vector<Slot> cells;      // one slot per column
  std::uint64_t noise_key = 0;  // of the row's own draws, if its table has noise
};

// The noise of a table's rows, applied in this order. A row's draws are addressed by the keys of its emission
// and of the step, so that no draw depends on the outcome of another.
struct Noise {
  struct Null {
    std::uint16_t column = 0;
    double chance = 0;
    std::uint64_t key = 0;
  };
  struct Late {
    double chance = 0;
    std::uint64_t key = 0;
    Condition by;          // the delay, a duration slot
    Origin origin;         // of `by`, for messages
    std::int64_t max = 0;  // microseconds from 0, at most the run's length
  };
  double drop = 0;
  std::uint64_t drop_key = 0;
  std::vector<Null> nulls;
  double duplicate = 0;
  std::uint64_t duplicate_key = 0;
  std::optional<Late> late;
};

// A number: a constant, or code that computes it.
struct NumberOrCode {
  bool constant = true;
  double value = 0;  // if constant
  Code code;         // otherwise computed into `slot`
  Slot slot = 0;
  Origin origin;  // for messages: a value may be out of range even if its expression runs without an error
};

inline constexpr std::uint16_t kNoRhythm = 0xffff;

// How fast time passes for a transition: a rhythm, read on a shifted clock, and a fade.
struct Pace {
  std::uint16_t rhythm = kNoRhythm;  // index into Model::rhythms
  std::optional<Condition> shift;    // a duration slot
  Fade::Kind fade = Fade::Kind::none;
  Condition since;     // a time slot, if there is a fade
  NumberOrCode power;  // of a power fade
  NumberOrCode scale;  // microseconds: a power fade's scale, or the half-life
};

// The most rounds of one `each`. More are likely a mistake; the rows of all rounds are in memory together.
inline constexpr double kMaxRounds = 1e6;

// `each`: repeated rows.
struct Repeat {
  NumberOrCode times;
  Slot nth = 0;
  Code code;  // let and set, one after another
  std::vector<Emission> rows;
};

// The state that a transition leads to, and the rows that it writes.
struct Destination {
  std::uint16_t state = kNoTransition;
  NumberOrCode weight;  // if there are several
  std::optional<Repeat> each;
  std::vector<Emission> rows;
};

// A transition out of one state. `from = ["a", "b"]` makes two edges of the same transition.
struct Edge {
  std::uint16_t transition = 0;  // index into ActorKind::transitions
  std::uint16_t pace = 0;        // index into State::paces
  NumberOrCode amount;  // the chance per tick, the rate per microsecond or the weight; unused for a timer
  NumberOrCode wait;    // after a weight: a duration; of a timer: a duration, or a time if `at`
  bool at = false;
  bool serials = false;  // `let` or `when` take serial numbers: return them if `when` is false
  Code let;
  std::optional<Condition> when;
  Code set;
  std::vector<Destination> to;  // at least one
};

enum class Timing : std::uint8_t { none, chance, rate, weight };

struct State {
  std::string name;
  Timing timing = Timing::none;
  std::vector<Edge> edges;   // of that timing
  std::vector<Edge> timers;  // in the order of the file
  std::vector<Pace> paces;   // the first is the steady one
  // If all amounts are constant and all paces steady: their sum, 1 / ln(1 - sum) of chances, and the running
  // sums for the choice of an edge.
  bool constant = true;
  double sum = 0;
  double inverse_log = 0;
  std::vector<double> running;  // running[i]: the sum of the amounts of edges 0 … i
  Code enter;                   // let and set, one after another
  std::vector<Emission> rows;   // on entry
};

struct Finish {
  std::vector<std::uint8_t> in;             // one flag per state
  std::vector<std::vector<Emission>> rows;  // one list per state: `state` is a constant in it
};

// The children of a row of an entity: rows of another entity, or actors.
struct Children {
  std::uint16_t parent = 0;  // an index into Model::entities
  std::uint64_t max = 0;
  std::optional<std::uint32_t> each;  // if all parents have the same number
  Code code;                          // otherwise computes an int into `slot`
  Slot slot = 0;
  std::uint64_t key = 0;  // of the draws of `code`, together with the parent's number
  Slot parent_slot = 0;   // the reference to the parent's row
};

// An attribute that is drawn again, with the attributes that depend on it, if a sibling has the same value.
struct Distinct {
  Slot slot = 0;
  bool of_bytes = false;
  Code redraw;
};

inline constexpr unsigned kMaxRedraws = 64;

// A field that expressions read through a reference; numbered as in EntityInfo.
struct EntityColumnDef {
  Slot slot = 0;
  bool of_bytes = false;
  bool held = false;  // some expression reads it: EntityData::columns holds it
};

// Rows of `rows` or of a file that name their parents.
struct ParentByKey {
  std::uint16_t field = 0;       // of the parent
  std::vector<Value> keys;       // one per row
  std::vector<Location> places;  // one per row
  std::string file;              // that holds the rows
  Location at;                   // of `of`, in the model
};

struct EntityKind {
  std::string name;
  std::uint64_t key = 0;          // part of every draw's address
  std::uint64_t count = 0;        // rows, if it has no `per`
  std::uint64_t index_space = 0;  // greater than the index of every row
  std::optional<Children> per;
  std::optional<std::uint16_t> parent;  // by `per` or `of`
  std::optional<ParentByKey> of;
  Slot parent_slot = 0;
  std::vector<EntityColumnDef> fields;
  std::vector<std::pair<Slot, std::vector<Value>>> given;  // columns of `rows` or a file: one value per row
  Code code;                                               // the attributes
  std::vector<Code> held_code;                             // the part of `code` that each held field needs
  std::optional<Distinct> distinct;
  bool has_children = false;    // entities or actors belong to it
  std::optional<Emission> row;  // of its table, if it has one
};

struct ActorKind {
  std::string name;
  std::uint64_t key = 0;    // of the name: part of every draw's address
  std::uint64_t count = 0;  // greater than the index of every actor; without `per`, the number of actors
  std::optional<Children> per;
  std::optional<Distinct> distinct;
  std::vector<State> states;
  std::vector<std::string> transitions;  // names, in the order of the file

  // Attributes that are stored: consecutive slots of the frame.
  Slot first_attribute = 0;
  std::uint16_t attributes = 0;
  std::uint16_t first_serial = 0;  // from this one on, attributes are the counters of serial()
  bool serials_in_rows = false;  // a row may take a serial number: compute rows even if they are not written
  std::uint16_t timers = 0;      // the largest number of timers in one state
  std::vector<std::uint16_t> plain_attributes;  // numbers, from 0, of those without bytes
  std::vector<std::uint16_t> text_attributes;   // numbers of those whose bytes the actor must own
  Code attribute_code;

  std::uint16_t initial = 0;                  // the state, if there are no weights
  std::vector<NumberOrCode> initial_weights;  // otherwise one weight per state
  std::optional<Condition> arrival;           // a time slot
  std::vector<Emission> start_rows;           // before the initial state is entered
  std::vector<Finish> finish;
  std::uint64_t timing_key = 0;  // draw keys of the simulator's own draws
  std::uint64_t choice_key = 0;
  std::uint64_t destination_key = 0;
  std::uint64_t jitter_key = 0;
  std::uint64_t initial_key = 0;
};

struct Parameter {
  std::string name;
  std::string value;  // as JSON
};

struct Model {
  std::string name;
  std::string summary;
  std::string file;    // that it was read from, for messages
  std::string sql;     // the folder of its SQL; empty: the SQL is derived
  std::string digest;  // hex, of the model's text
  std::vector<Parameter> parameters;
  Clock clock;
  bool on_ticks = false;     // every event happens at a tick boundary: no arrivals between them, no jitter
  bool end_matters = false;  // it has finish rows or late rows, or some expression uses `end`
  std::vector<EntityKind> entities;
  std::vector<std::uint16_t> entity_order;  // parents, and entities that attributes choose from, come first
  std::vector<ActorKind> actors;
  std::vector<Table> tables;
  std::vector<RowLayout> layouts;           // one per table
  std::vector<std::optional<Noise>> noise;  // one per table; empty if no table has noise
  std::int64_t longest_delay = 0;           // of any late row, microseconds
  bool late_rows = false;                   // some table has late rows
  Program program;
  std::vector<Rhythm> rhythms;
  std::vector<std::string> rhythm_names;  // one per rhythm
  bool names_events = false;  // the entry of some state uses the name of the transition that led to it
  Slot now_slot = 0;
  Slot transition_slot = 0;  // texts of the current event, for the code of a state's entry
  Slot from_slot = 0;
  Slot to_slot = 0;
  Slot index_slot = 0;
  Slot null_slot = 0;  // always null; set if a table has noise
};

}  // namespace seedbed::model
