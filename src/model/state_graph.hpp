// The state machines of a model as nodes and edges with lines of text. `seedbed graph` writes them in several
// formats.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "model/model.hpp"

namespace seedbed {

struct GraphNode {
  std::string name;
  std::vector<std::string>
      lines;              // below the name: the wait of the state, the rows of its entry and of the end
  bool is_final = false;  // nothing leaves it
};

// One destination of a transition from one state.
struct GraphEdge {
  std::optional<std::size_t> from;  // absent: actors begin in `to`
  std::size_t to = 0;
  std::vector<std::string> lines;  // name, timing, share, condition, tables; may be empty
  bool stays = false;              // the actor stays in the state and does not enter it again
};

struct ActorGraph {
  std::string name;
  std::vector<std::string> lines;  // the number of actors, when they arrive, and what they write then
  std::vector<GraphNode> nodes;    // one per state, in the kind's order
  std::vector<GraphEdge> edges;    // beginnings, then state by state in the order of the file
};

// One graph per kind of actor. Constants are written as numbers, constant weights as shares. Other
// expressions are written as in the model, with the values of parameters.
[[nodiscard]] std::vector<ActorGraph> state_graphs(const model::Model& model);

}  // namespace seedbed
