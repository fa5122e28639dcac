#include "model/state_graph.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <optional>
#include <utility>

#include "base/civil_time.hpp"
#include "base/numbers.hpp"

namespace seedbed {
namespace {

using model::Edge;
using model::Emission;
using model::NumberOrCode;
using model::State;
using model::Timing;

std::string percent(double share) { return fmt::format("{:.4g}%", 100 * share); }

// Per day, or per a shorter unit if 100 or more happen in a day: "60/h".
std::string rate_text(double per_microsecond) {
  constexpr std::pair<double, const char*> kUnits[] = {{86'400e6, "day"}, {3'600e6, "h"}, {60e6, "m"}};
  for (const auto& [length, unit] : kUnits) {
    if (per_microsecond * length < 100) return fmt::format("{:.4g}/{}", per_microsecond * length, unit);
  }
  return fmt::format("{:.4g}/s", per_microsecond * 1e6);
}

// A parameter's value as the language writes it. Returns nothing for a text or a time: its name says more.
std::optional<std::string> value_text(const model::Parameter& parameter) {
  const std::string& json = parameter.value;
  if (!json.starts_with('"')) return json;
  const std::string text = json.substr(1, json.size() - 2);
  if (parse_duration(text)) return text;
  if (!text.ends_with("/s")) return std::nullopt;
  double per_second = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), per_second);
  return error == std::errc() && end == text.data() + text.size() - 2
             ? std::optional(rate_text(per_second / 1e6))
             : std::nullopt;
}

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

// The sum of the weights, if all are constant and one is above 0.
template <typename Items, typename Weight>
std::optional<double> constant_sum(const Items& items, Weight weight) {
  double sum = 0;
  for (const auto& item : items) {
    const NumberOrCode& number = weight(item);
    if (!number.constant) return std::nullopt;
    sum += number.value;
  }
  return sum > 0 ? std::optional(sum) : std::nullopt;
}

class ActorGrapher {
 public:
  ActorGrapher(const model::Model& model, const model::ActorKind& kind) : model_(model), kind_(kind) {}

  ActorGraph graph() {
    graph_.name = kind_.name;
    add_title();
    for (const State& state : kind_.states) {
      graph_.nodes.push_back({state.name, {}, state.edges.empty() && state.timers.empty()});
    }
    add_beginnings();
    for (std::size_t s = 0; s < kind_.states.size(); ++s) add_state(s);
    for (std::size_t s = 0; s < kind_.states.size(); ++s) add_rows(s);
    return std::move(graph_);
  }

 private:
  // The expression as in the model, with the values of parameters in place of their names. A name after a
  // dot, before a bracket or inside a text is not a parameter.
  std::string expression(const std::string& text) const {
    std::string result;
    bool quoted = false;
    for (std::size_t at = 0; at < text.size();) {
      std::size_t end = at;
      while (end < text.size() && is_word(text[end])) ++end;
      if (end == at) {
        quoted = quoted != (text[at] == '\'');
        result += text[at++];
        continue;
      }
      const std::string word = text.substr(at, end - at);
      const bool other = quoted || (at > 0 && text[at - 1] == '.') || (end < text.size() && text[end] == '(');
      result += other ? word : parameter(word);
      at = end;
    }
    return result;
  }

  std::string parameter(const std::string& name) const {
    for (const model::Parameter& parameter : model_.parameters) {
      if (parameter.name == name) return value_text(parameter).value_or(name);
    }
    return name;
  }

  std::string weight_text(const char* what, const NumberOrCode& weight,
                          const std::optional<double>& sum) const {
    if (sum) return fmt::format("{} {}", what, percent(weight.value / *sum));
    return fmt::format("{} {}", what, number_text(weight));
  }

  std::string number_text(const NumberOrCode& number) const {
    return number.constant ? fmt::format("{:.4g}", number.value) : expression(number.origin.expression);
  }

  // How one of several edges is chosen.
  struct Choice {
    Timing timing;              // none: a timer
    std::optional<double> sum;  // of the weights, if all are constant
  };

  void add_title() {
    if (kind_.per) {
      const std::string number = kind_.per->each ? format_count(*kind_.per->each) : "some";
      graph_.lines.push_back(fmt::format("{} of each {}", number, model_.entities[kind_.per->parent].name));
    } else {
      graph_.lines.push_back(format_count(kind_.count));
    }
    if (kind_.arrival) graph_.lines.push_back("arriving at " + expression(kind_.arrival->text));
    if (!kind_.start_rows.empty())
      graph_.lines.push_back("writes " + tables(kind_.start_rows) + " on arrival");
  }

  void add_beginnings() {
    const auto& weights = kind_.initial_weights;
    if (weights.empty()) {
      graph_.edges.push_back({std::nullopt, kind_.initial, {}, false});
      return;
    }
    const auto sum =
        constant_sum(weights, [](const NumberOrCode& weight) -> const NumberOrCode& { return weight; });
    for (std::size_t s = 0; s < weights.size(); ++s) {
      if (weights[s].constant && weights[s].value == 0) continue;
      graph_.edges.push_back(
          {std::nullopt, s, {weight_text(sum ? "share" : "weight", weights[s], sum)}, false});
    }
  }

  void add_state(std::size_t number) {
    const State& state = kind_.states[number];
    for (const Edge& edge : state.timers) add_edge(number, edge, {Timing::none, {}});
    const auto sum =
        state.timing == Timing::weight
            ? constant_sum(state.edges, [](const Edge& edge) -> const NumberOrCode& { return edge.amount; })
            : std::nullopt;
    for (const Edge& edge : state.edges) add_edge(number, edge, {state.timing, sum});
  }

  void add_edge(std::size_t from, const Edge& edge, const Choice& choice) {
    const std::string timing = timing_text(from, edge, choice);
    const auto shares =
        constant_sum(edge.to, [](const model::Destination& to) -> const NumberOrCode& { return to.weight; });
    for (const model::Destination& to : edge.to) {
      GraphEdge drawn{
          from, to.state == model::kNoTransition ? from : to.state, {}, to.state == model::kNoTransition};
      const std::string& name = kind_.transitions[edge.transition];
      const bool is_move = name == kind_.states[from].name + "->" + kind_.states[drawn.to].name;
      if (!is_move) drawn.lines.push_back(name);
      drawn.lines.push_back(timing);
      if (edge.to.size() > 1) drawn.lines.push_back(weight_text("share", to.weight, shares));
      if (edge.when) drawn.lines.push_back("if " + expression(edge.when->text));
      const std::string rows = rows_text(to);
      if (!rows.empty()) drawn.lines.push_back("writes " + rows);
      graph_.edges.push_back(std::move(drawn));
    }
  }

  std::string timing_text(std::size_t from, const Edge& edge, const Choice& choice) {
    if (choice.timing == Timing::none) return (edge.at ? "at " : "after ") + wait_text(edge);
    std::string text;
    const NumberOrCode& amount = edge.amount;
    if (choice.timing == Timing::chance) {
      text = fmt::format("chance {} per {}", amount.constant ? percent(amount.value) : number_text(amount),
                         format_duration(model_.clock.tick));
    } else if (choice.timing == Timing::rate) {
      text = "rate " + (amount.constant ? rate_text(amount.value) : number_text(amount));
    } else {
      text = choice.sum ? percent(amount.value / *choice.sum) : weight_text("weight", amount, {});
      if (!wait_of_state(from, edge)) text += ", after " + wait_text(edge);
    }
    return text + pace_text(kind_.states[from].paces[edge.pace]);
  }

  std::string wait_text(const Edge& edge) const {
    if (!edge.wait.constant) return expression(edge.wait.origin.expression);
    const std::int64_t value = model_.program.frame[edge.wait.slot].integer;
    return edge.at ? format_iso(value) : format_duration(value);
  }

  // Whether the wait is a state's `stay` or `lead`: the state's node then shows it, once.
  bool wait_of_state(std::size_t from, const Edge& edge) {
    const std::size_t to = edge.to.front().state == model::kNoTransition ? from : edge.to.front().state;
    for (const auto& [state, key] : {std::pair(from, "stay"), std::pair(to, "lead")}) {
      if (edge.wait.origin.place != fmt::format("{}.state.{}.{}", kind_.name, kind_.states[state].name, key))
        continue;
      auto& lines = graph_.nodes[state].lines;
      const std::string line = fmt::format("{} {}", key, wait_text(edge));
      if (std::find(lines.begin(), lines.end(), line) == lines.end()) lines.push_back(line);
      return true;
    }
    return false;
  }

  std::string pace_text(const model::Pace& pace) const {
    std::string text;
    if (pace.rhythm != model::kNoRhythm) text += ", rhythm " + model_.rhythm_names[pace.rhythm];
    if (pace.fade == model::Fade::Kind::none) return text;
    const std::string scale = pace.scale.constant
                                  ? format_duration(static_cast<std::int64_t>(pace.scale.value))
                                  : number_text(pace.scale);
    if (pace.fade == model::Fade::Kind::half_life)
      return text + fmt::format(", fade since {}, half-life {}", expression(pace.since.text), scale);
    return text + fmt::format(", fade since {}, power {}, scale {}", expression(pace.since.text),
                              number_text(pace.power), scale);
  }

  void add_rows(std::size_t number) {
    auto& lines = graph_.nodes[number].lines;
    const State& state = kind_.states[number];
    if (!state.rows.empty()) lines.push_back("writes " + tables(state.rows));
    for (const model::Finish& finish : kind_.finish) {
      if (!finish.rows[number].empty())
        lines.push_back("writes " + tables(finish.rows[number]) + " at the end");
    }
  }

  std::string rows_text(const model::Destination& to) const {
    std::string text = tables(to.rows);
    if (!to.each || to.each->rows.empty()) return text;
    const NumberOrCode& times = to.each->times;
    return text +
           fmt::format("{}{} times {}", text.empty() ? "" : ", ", number_text(times), tables(to.each->rows));
  }

  std::string tables(const std::vector<Emission>& rows) const {
    std::string text;
    for (const Emission& row : rows) {
      text += (text.empty() ? "" : ", ") + model_.tables[row.table].name;
      if (row.when) text += " if " + expression(row.when->text);
    }
    return text;
  }

  const model::Model& model_;
  const model::ActorKind& kind_;
  ActorGraph graph_;
};

}  // namespace

std::vector<ActorGraph> state_graphs(const model::Model& model) {
  std::vector<ActorGraph> graphs;
  for (const model::ActorKind& kind : model.actors) graphs.push_back(ActorGrapher(model, kind).graph());
  return graphs;
}

}  // namespace seedbed
