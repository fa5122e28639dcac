#include "app/graph_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace seedbed {
namespace {

// Texts of a model may have line breaks; a label must be one line.
std::string one_line(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
  return text;
}

std::string dot_escaped(const std::string& text) {
  std::string escaped;
  for (const char c : one_line(text)) {
    if (c == '"' || c == '\\') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

// Characters that Mermaid or the Markdown of its labels would interpret are written by their numbers. Letters
// beyond ASCII stay.
std::string mermaid_escaped(const std::string& text) {
  constexpr std::string_view kPlain = " ,:()=/%+-'_.";
  std::string escaped;
  for (const char c : one_line(text)) {
    const auto byte = static_cast<unsigned char>(c);
    const bool numbers_so_far = escaped.find_first_not_of("0123456789") == std::string::npos;
    const bool list = numbers_so_far && (c == '.' || c == '-' || c == '+' || c == ')');  // "1. a" is one
    const bool plain = byte >= 0x80 || std::isalnum(byte) != 0 || kPlain.find(c) != std::string_view::npos;
    if (plain && !(list && text.find(' ') != std::string::npos)) {
      escaped += c;
    } else {
      escaped += fmt::format("#{};", byte);
    }
  }
  return escaped;
}

template <typename Escape>
std::string joined(const std::vector<std::string>& lines, std::string_view separator, Escape escape) {
  std::string text;
  for (const std::string& line : lines) {
    if (!text.empty()) text += separator;
    text += escape(line);
  }
  return text;
}

std::vector<std::string> with_name(const std::string& name, const std::vector<std::string>& lines) {
  std::vector<std::string> all{name};
  all.insert(all.end(), lines.begin(), lines.end());
  return all;
}

std::string dot_label(const std::vector<std::string>& lines) {
  return fmt::format("label=\"{}\"", joined(lines, "\\n", dot_escaped));
}

std::string mermaid_label(const std::vector<std::string>& lines) {
  return fmt::format("\"{}\"", joined(lines, "<br/>", mermaid_escaped));
}

// The name of a kind has no dot, so names of states and kinds cannot be equal.
std::string dot_edge(const ActorGraph& graph, const GraphEdge& edge) {
  const auto state = [&](std::size_t number) {
    return dot_escaped(graph.name + "." + graph.nodes[number].name);
  };
  std::string attributes = edge.lines.empty() ? "" : dot_label(edge.lines);
  if (edge.stays) attributes += ", style=dashed";
  return fmt::format("    \"{}\" -> \"{}\"{};\n", edge.from ? state(*edge.from) : graph.name, state(edge.to),
                     attributes.empty() ? "" : " [" + attributes + "]");
}

// Names may be keywords of Mermaid, so nodes are numbered.
std::string mermaid_actor(const ActorGraph& graph, std::size_t number, std::size_t first_state) {
  std::string text = fmt::format("  subgraph actor{}[{}]\n    start{}((start))\n", number,
                                 mermaid_label(with_name(graph.name, graph.lines)), number);
  for (std::size_t n = 0; n < graph.nodes.size(); ++n) {
    const GraphNode& node = graph.nodes[n];
    const std::string label = mermaid_label(with_name(node.name, node.lines));
    text += fmt::format("    s{}{}{}{}\n", first_state + n, node.is_final ? "[[" : "(", label,
                        node.is_final ? "]]" : ")");
  }
  for (const GraphEdge& edge : graph.edges) {
    text +=
        fmt::format("    {} {}{} s{}\n",
                    edge.from ? fmt::format("s{}", first_state + *edge.from) : fmt::format("start{}", number),
                    edge.stays ? "-.->" : "-->",
                    edge.lines.empty() ? "" : "|" + mermaid_label(edge.lines) + "|", first_state + edge.to);
  }
  return text + "  end\n";
}

}  // namespace

std::string dot_text(const std::string& title, const std::vector<ActorGraph>& graphs) {
  std::string text = fmt::format("digraph \"{}\" {{\n  rankdir=LR;\n  node [shape=box, style=rounded];\n",
                                 dot_escaped(title));
  for (const ActorGraph& graph : graphs) {
    text += fmt::format("\n  subgraph \"cluster_{0}\" {{\n    {1};\n    \"{0}\" [shape=point, width=0.15];\n",
                        graph.name, dot_label(with_name(graph.name, graph.lines)));
    for (const GraphNode& node : graph.nodes) {
      text +=
          fmt::format("    \"{}\" [{}{}];\n", dot_escaped(graph.name + "." + node.name),
                      dot_label(with_name(node.name, node.lines)), node.is_final ? ", peripheries=2" : "");
    }
    for (const GraphEdge& edge : graph.edges) text += dot_edge(graph, edge);
    text += "  }\n";
  }
  return text + "}\n";
}

std::string mermaid_text(const std::vector<ActorGraph>& graphs) {
  std::string text = "flowchart LR\n";
  std::size_t states = 0;
  for (std::size_t g = 0; g < graphs.size(); ++g) {
    text += mermaid_actor(graphs[g], g + 1, states + 1);
    states += graphs[g].nodes.size();
  }
  return text;
}

}  // namespace seedbed
