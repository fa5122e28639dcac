// State machines as text for drawing programs: DOT for Graphviz, and flowcharts for Mermaid.
#pragma once
#include <string>
#include <vector>

#include "model/state_graph.hpp"

namespace seedbed {

enum class GraphFormat { dot, mermaid };

// One cluster per kind of actor. Actors begin at the dot; a state with a double border is never left; a
// dashed arrow is a transition that does not leave its state. `title` names the graph.
[[nodiscard]] std::string dot_text(const std::string& title, const std::vector<ActorGraph>& graphs);

// The same as a flowchart: Mermaid's state diagrams take neither quotes nor semicolons in a label.
[[nodiscard]] std::string mermaid_text(const std::vector<ActorGraph>& graphs);

}  // namespace seedbed
