// The state machines of a model as nodes and edges that carry lines of text: what `seedbed graph` draws, in
// whichever language.
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

// A way of a transition: one with several destinations has several.
struct GraphEdge {
  std::optional<std::size_t> from;  // absent: actors begin at `to`
  std::size_t to = 0;
  std::vector<std::string> lines;  // name, timing, share, condition, tables; may be none
  bool stays = false;              // the state is not left, nor entered anew
};

struct ActorGraph {
  std::string name;
  std::vector<std::string> lines;  // how many there are, when they arrive and what they write then
  std::vector<GraphNode> nodes;    // as the states of the kind
  std::vector<GraphEdge> edges;    // beginnings, then state by state in the order of the file
};

// A graph a kind of actor. What is constant stands as a number (weights as shares), the rest as the model
// says it, with the values of parameters.
[[nodiscard]] std::vector<ActorGraph> state_graphs(const model::Model& model);

}  // namespace seedbed
