// A run of consecutive actors of one kind, simulated window by window. Ranges know nothing of each other.
// One thread at a time may use a range.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "expression/program/evaluator.hpp"
#include "model/model.hpp"
#include "simulation/calendar.hpp"
#include "simulation/delayed_rows.hpp"
#include "simulation/noisy_rows.hpp"
#include "simulation/row_writer.hpp"
#include "simulation/scheduler.hpp"
#include "simulation/siblings.hpp"
#include "simulation/window_plan.hpp"

namespace seedbed::model {

// How often each transition fired and was refused, within the slice; by ActorKind::transitions.
struct TransitionCounts {
  std::vector<std::uint64_t> fired;
  std::vector<std::uint64_t> refused;
};

class ActorRange {
 public:
  // Actors [first, first + count) of `kind`, or where its actors belong to rows of an entity those of the
  // rows [first, first + count). Throws Error(load) where `per` cannot be computed. `model`, `entities` and
  // `plan` must outlive the range.
  ActorRange(const Model& model, const EntityStore& entities, const ActorKind& kind, std::uint64_t first,
             std::uint32_t count, std::uint64_t seed, const Slice& slice, const WindowPlan& plan);
  ActorRange(const ActorRange&) = delete;
  ActorRange& operator=(const ActorRange&) = delete;
  ~ActorRange();

  // Bytes that are kept of an actor between its events, beside its texts.
  [[nodiscard]] static std::size_t record_size(const ActorKind& kind);

  // Creates the actors [begin, end) of the range (counted from 0) and simulates them at the instant `start`.
  // These three append rows to `out` and throw Error(load) naming transition, actor, time and expression.
  void open(std::uint32_t begin, std::uint32_t end, WindowRows& out);
  // `out` must be empty.
  void simulate(std::size_t regular_window, WindowRows& out);
  // Finish rows of the actors [begin, end).
  void close(std::uint32_t begin, std::uint32_t end, WindowRows& out);
  // Instead of all these: the first actor's whole run, broken off after so many events. Returns the instant
  // up to which it went. `scratch` is cleared.
  std::int64_t sample(std::uint64_t max_events, WindowRows& scratch);

  [[nodiscard]] const ActorKind& kind() const { return *kind_; }
  [[nodiscard]] std::uint32_t count() const { return count_; }
  [[nodiscard]] const TransitionCounts& transitions() const { return counts_; }
  [[nodiscard]] const RowWriter& rows() const { return writer_; }
  // Absent where no table has noise.
  [[nodiscard]] const std::optional<NoisyRows>& noise() const { return noise_; }
  // Events so far, refused ones and those outside the slice too; a round of `each` costs as much as one.
  [[nodiscard]] std::uint64_t events() const { return events_; }

 private:
  // What is kept of an actor between its events. There follow, in 8-byte words: a null flag for each plain
  // attribute, these, the text attributes as Values and, if its kind has timers, the time of the event that
  // is no timer's and a time for each timer of its state.
  struct Record {
    std::int64_t next;           // when it acts, or kNever
    std::uint64_t attempt : 32;  // of the event to come; 0 made the attributes
    std::uint64_t state : 16;
    std::uint64_t edge : 16;  // by which it acts, where that is no timer
  };
  [[nodiscard]] static std::size_t null_words(const ActorKind& kind) {
    return (kind.plain_attributes.size() + 63) / 64;
  }
  static constexpr std::uint16_t kUnborn = 0xffff;  // it has not arrived yet
  static constexpr std::uint16_t kAbsent = 0xfffe;  // it never will
  [[nodiscard]] static bool owns_text(const Value& value) { return value.fixed == 0 && value.null == 0; }

  [[nodiscard]] Record* record(std::uint32_t i) {
    return reinterpret_cast<Record*>(records_.get() + i * stride_);
  }
  [[nodiscard]] std::uint64_t* words(Record& actor) const {
    return reinterpret_cast<std::uint64_t*>(&actor + 1);
  }
  [[nodiscard]] Value* texts(Record& actor) const {
    return reinterpret_cast<Value*>(words(actor) + null_words_ + kind_->plain_attributes.size());
  }
  [[nodiscard]] std::int64_t* times(Record& actor) const {
    return reinterpret_cast<std::int64_t*>(texts(actor) + kind_->text_attributes.size());
  }
  // An actor's parent, and its place among the parent's children.
  struct Child {
    std::uint32_t parent;
    std::uint32_t place;
  };
  [[nodiscard]] static std::vector<Child> children_of(const Model& model, const EntityStore& entities,
                                                      const ActorKind& kind, std::uint64_t first,
                                                      std::uint32_t parents, std::uint64_t seed);
  [[nodiscard]] Child child(std::uint32_t i) const;
  [[nodiscard]] bool make_distinct(std::uint32_t i);
  void create(std::uint32_t i, WindowRows& out);
  void arrive(Record& actor, WindowRows& out);
  std::uint16_t draw_initial_state();
  void sweep(std::size_t first, WindowRows& out);
  // `rows_at(time)` are the rows that an event leaves at that time.
  template <typename RowsAt>
  void visit(std::uint32_t i, std::int64_t until, RowsAt rows_at);
  void act(Record& actor, WindowRows& out);
  bool act_by_timer(Record& actor, WindowRows& out);
  // True: the actor's state is left.
  bool perform(Record& actor, const Edge& edge, WindowRows& out);
  bool fire(Record& actor, const Edge& edge, WindowRows& out);
  void enter(std::uint16_t state);
  void repeat(const Repeat& each, WindowRows& out);
  void write_held(WindowRows& out);
  void name_event(const Edge* edge, std::uint16_t from, std::uint16_t to);
  void emit(const std::vector<Emission>& rows, WindowRows& out);
  [[nodiscard]] bool holds(const Condition& condition);
  void load_attributes(Record& actor);
  void store_attributes(Record& actor);
  void store_texts(Value* stored, Value* current);
  // The actor's state has just been entered: its timers and its next event.
  void schedule_all(Record& actor, std::int64_t boundary);
  void schedule(Record& actor, std::int64_t boundary);
  void take_earliest(Record& actor);
  void next_attempt(Record& actor);
  [[nodiscard]] std::uint64_t actor_index(std::uint32_t i) const;
  void begin(std::uint32_t i);
  void set_now(std::int64_t now);
  void file_away(std::uint32_t i, const Record& actor);
  [[noreturn]] void fail(const std::string& what, const Origin* origin) const;

  const Model* model_;
  const EntityStore* entities_;
  const ActorKind* kind_;
  const WindowPlan* plan_;
  Slice slice_;
  std::uint64_t first_;
  std::vector<Child> children_;  // an actor, where its kind has `per` and parents may have different numbers
  std::uint32_t count_;
  std::uint64_t seed_;
  std::size_t null_words_;
  std::size_t stride_;
  std::unique_ptr<char[]> records_;
  Calendar calendar_;  // by sweep
  IndexSet due_;
  std::vector<std::uint32_t> due_list_;
  Evaluator evaluator_;
  Value* frame_;
  Scheduler scheduler_;
  RowWriter writer_;
  std::optional<NoisyRows> noise_;      // between the emissions and the writer
  std::optional<DelayedRows> delayed_;  // if some table has late rows
  std::int64_t reach_;                  // events from here on may leave rows in the slice
  TransitionCounts counts_;
  std::uint64_t events_ = 0;

  // The event under way.
  std::uint64_t actor_key_ = 0;
  std::uint64_t context_ = 0;
  std::int64_t now_ = 0;
  std::uint64_t index_ = 0;
  bool in_slice_ = false;
  bool leaves_rows_ = false;  // in the slice, or late enough to come into it
  bool moved_ = false;        // the event leaves its state, or enters it anew
  std::uint64_t counted_refusals_ = 0;
  const Edge* edge_ = nullptr;
  Siblings siblings_;              // of the actor that was created last
  std::vector<double> running_;    // weights of the initial state added up
  std::int64_t instant_ = kNever;  // of the attempts counted in at_instant_
  std::uint32_t at_instant_ = 0;
  std::int64_t spent_ = kNever;    // the instant at which it last moved or drew: no tick there is drawn again
  std::vector<WindowRows> ahead_;  // of the sweep's windows but its first, until simulate() hands them out
  WindowRows held_;                // rows of `each`, until the transition's own are written
  std::vector<Value> serials_;     // counters as they were before `let`
};

}  // namespace seedbed::model
