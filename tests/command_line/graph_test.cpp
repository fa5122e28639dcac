// `seedbed graph`: the state machines as DOT and Mermaid.
#include "command_line/program.hpp"
#include "support/catch.hpp"
#include "support/run_model.hpp"

using namespace seedbed;
using namespace seedbed::test;

namespace {

// Every way of timing, every kind of row, two actors, names that have to be escaped.
const std::string kModel = R"toml(
[model]
name = "a model"
[parameters]
dots = 3
often = "2/h"
pause = "90s"
share = "25%"
[clock]
start = 2024-01-01T00:00:00Z
duration = "3h"
tick = "5m"
[rhythm.day]
hours = [1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1]
[entity.home]
count = 2
[actor.cat]
count = "1000 * dots"
initial = { asleep = "share", "on \"the\" mat" = "1 - share" }
attributes = { born = "start + uniform(0s, 1h)", lazy = "uniform(0, 1)" }
start = { at = "born", emit = ["log"] }
finish = [{ in = ["asleep"], emit = ["log"] }]
[[actor.cat.transition]]
name = "wake"
from = "asleep"
to = "on \"the\" mat"
rate = "often * lazy"
rhythm = "day"
fade = { since = "born", half_life = "7d" }
[[actor.cat.transition]]
name = "dream"
from = "asleep"
rate = "often"
when = "lazy > 0.5 and state != 'dots'"
emit = ["log"]
each = { times = "dots", emit = [{ table = "log", when = "nth < dots" }] }
[[actor.cat.transition]]
name = "fall"
from = "on \"the\" mat"
to = { asleep = 3, gone = 1 }
after = "exponential(pause)"
[[actor.cat.transition]]
name = "leave"
from = "asleep"
to = "gone"
at = "born + 2d"
[actor.cat.state.gone]
emit = ["log"]
[actor.dog]
per = { home = 1 }
initial = "here"
[[actor.dog.transition]]
name = "bark"
from = "here"
to = "here"
chance = "0.5%"
emit = ["log"]
[[actor.dog.transition]]
name = "run"
from = "here"
to = "there"
chance = "share / 2"
[actor.dog.moves.there]
here = { weight = 3, after = "10m" }
there = 1
[actor.dog.state.there]
stay = "exponential(pause)"
[table.log.columns]
ts = "now"
)toml";

constexpr const char* kDot = R"dot(digraph "a model" {
  rankdir=LR;
  node [shape=box, style=rounded];

  subgraph "cluster_cat" {
    label="cat\n3,000\narriving at born\nwrites log on arrival";
    "cat" [shape=point, width=0.15];
    "cat.asleep" [label="asleep\nwrites log at the end"];
    "cat.on \"the\" mat" [label="on \"the\" mat"];
    "cat.gone" [label="gone\nwrites log", peripheries=2];
    "cat" -> "cat.asleep" [label="share 25%"];
    "cat" -> "cat.on \"the\" mat" [label="share 75%"];
    "cat.asleep" -> "cat.gone" [label="leave\nat born + 2d"];
    "cat.asleep" -> "cat.on \"the\" mat" [label="wake\nrate 48/day * lazy, rhythm day, fade since born, half-life 7d"];
    "cat.asleep" -> "cat.asleep" [label="dream\nrate 48/day\nif lazy > 0.5 and state != 'dots'\nwrites log, 3 times log if nth < 3", style=dashed];
    "cat.on \"the\" mat" -> "cat.asleep" [label="fall\nafter exponential(90s)\nshare 75%"];
    "cat.on \"the\" mat" -> "cat.gone" [label="fall\nafter exponential(90s)\nshare 25%"];
  }

  subgraph "cluster_dog" {
    label="dog\n1 of each home";
    "dog" [shape=point, width=0.15];
    "dog.here" [label="here"];
    "dog.there" [label="there\nstay exponential(90s)"];
    "dog" -> "dog.here";
    "dog.here" -> "dog.here" [label="bark\nchance 0.5% per 5m\nwrites log"];
    "dog.here" -> "dog.there" [label="run\nchance 12.5% per 5m"];
    "dog.there" -> "dog.here" [label="75%, after 10m"];
    "dog.there" -> "dog.there" [label="25%"];
  }
}
)dot";

constexpr const char* kMermaid = R"mermaid(flowchart LR
  subgraph actor1["cat<br/>3,000<br/>arriving at born<br/>writes log on arrival"]
    start1((start))
    s1("asleep<br/>writes log at the end")
    s2("on #34;the#34; mat")
    s3[["gone<br/>writes log"]]
    start1 -->|"share 25%"| s1
    start1 -->|"share 75%"| s2
    s1 -->|"leave<br/>at born + 2d"| s3
    s1 -->|"wake<br/>rate 48/day #42; lazy, rhythm day, fade since born, half-life 7d"| s2
    s1 -.->|"dream<br/>rate 48/day<br/>if lazy #62; 0.5 and state #33;= 'dots'<br/>writes log, 3 times log if nth #60; 3"| s1
    s2 -->|"fall<br/>after exponential(90s)<br/>share 75%"| s1
    s2 -->|"fall<br/>after exponential(90s)<br/>share 25%"| s3
  end
  subgraph actor2["dog<br/>1 of each home"]
    start2((start))
    s4("here")
    s5("there<br/>stay exponential(90s)")
    start2 --> s4
    s4 -->|"bark<br/>chance 0.5% per 5m<br/>writes log"| s4
    s4 -->|"run<br/>chance 12.5% per 5m"| s5
    s5 -->|"75%, after 10m"| s4
    s5 -->|"25%"| s5
  end
)mermaid";

std::vector<std::string> bundled_names(const TemporaryFolder& folder) {
  std::vector<std::string> names;
  for (const std::string& line : lines_of(seedbed_out(folder, {"models"})))
    names.push_back(line.substr(0, line.find(' ')));
  return names;
}

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

// What a graph has to show, by the compiled model: arrows of each actor kind, and beginnings.
std::size_t arrows_of(const model::Model& model) {
  std::size_t arrows = 0;
  for (const model::ActorKind& kind : model.actors) {
    if (kind.initial_weights.empty()) ++arrows;
    for (const model::NumberOrCode& weight : kind.initial_weights)
      arrows += static_cast<std::size_t>(!weight.constant || weight.value != 0);
    for (const model::State& state : kind.states) {
      for (const model::Edge& edge : state.edges) arrows += edge.to.size();
      for (const model::Edge& edge : state.timers) arrows += edge.to.size();
    }
  }
  return arrows;
}

// What stands between "```mermaid" and "```".
std::string mermaid_of(const std::string& page) {
  const std::string fence = "```mermaid\n";
  const std::size_t begin = page.find(fence) + fence.size();
  return page.substr(begin, page.find("```", begin) - begin);
}

}  // namespace

TEST_CASE("graph prints DOT") {
  const TemporaryFolder folder;
  write_file(folder.file("m.toml"), kModel);
  CHECK(seedbed_out(folder, {"graph", "m.toml"}) == kDot);
  CHECK(seedbed_out(folder, {"graph", "m.toml", "--format", "dot"}) == kDot);
  CHECK(folder.names() == std::vector<std::string>{"m.toml"});
}

TEST_CASE("graph prints Mermaid") {
  const TemporaryFolder folder;
  write_file(folder.file("m.toml"), kModel);
  CHECK(seedbed_out(folder, {"graph", "m.toml", "--format", "mermaid"}) == kMermaid);
}

TEST_CASE("graph knows the parameters that are set") {
  const TemporaryFolder folder;
  write_file(folder.file("m.toml"), kModel);
  const std::string text = seedbed_out(folder, {"graph", "m.toml", "--set", "share=50%", "--set",
                                                "often=600/h", "--set", "dots=7", "--set", "pause=2m"});
  for (const std::string part :
       {"share 50%", "chance 25% per 5m", "rate 10/m\\n", "rate 10/m * lazy", "cat\\n7,000",
        "exponential(2m)", "7 times log if nth < 7", "state != 'dots'"}) {
    CAPTURE(part, text);
    CHECK(has(text, part));
  }
}

TEST_CASE("names that Mermaid would take for its own are escaped") {
  const TemporaryFolder folder;
  write_file(folder.file("m.toml"), R"toml([clock]
start = 2024-01-01T00:00:00Z
duration = "1d"
[actor.end]
count = 1
initial = "1. <b>`x`</b> & #1; [a] {b} | \\ Zürich"
[[actor.end.transition]]
name = "a\nb\\"
from = "1. <b>`x`</b> & #1; [a] {b} | \\ Zürich"
to = "default"
after = "if(1 < 2, 3s,\n 4s)"
)toml");
  CHECK(seedbed_out(folder, {"graph", "m.toml", "--format", "mermaid"}) == R"mermaid(flowchart LR
  subgraph actor1["end<br/>1"]
    start1((start))
    s1("1#46; #60;b#62;#96;x#96;#60;/b#62; #38; #35;1#59; #91;a#93; #123;b#125; #124; #92; Zürich")
    s2[["default"]]
    start1 --> s1
    s1 -->|"a b#92;<br/>after 3s"| s2
  end
)mermaid");
  const std::string dot = seedbed_out(folder, {"graph", "m.toml"});
  CHECK(has(
      dot,
      R"dot("end.1. <b>`x`</b> & #1; [a] {b} | \\ Zürich" -> "end.default" [label="a b\\\nafter 3s"];)dot"));
}

TEST_CASE("every bundled model has a graph with all its states and transitions") {
  const TemporaryFolder folder;
  for (const std::string& name : bundled_names(folder)) {
    CAPTURE(name);
    const std::string dot = seedbed_out(folder, {"graph", name});
    const std::string mermaid = seedbed_out(folder, {"graph", name, "--format", "mermaid"});
    RunSpec spec;
    spec.model = bundled_model(name);
    const model::Model model = compiled(spec);
    for (const model::ActorKind& kind : model.actors) {
      for (const model::State& state : kind.states) {
        CAPTURE(state.name);
        CHECK(has(dot, "    \"" + kind.name + "." + state.name + "\" [label=\"" + state.name));
        CHECK(has(mermaid, "\"" + state.name));
      }
      for (const std::string& transition : kind.transitions) {
        CAPTURE(transition);
        const std::size_t arrow = transition.find("->");
        const std::string move = "\"" + kind.name + "." + transition.substr(0, arrow) + "\" -> \"" +
                                 kind.name + "." +
                                 transition.substr(arrow == std::string::npos ? 0 : arrow + 2) + "\"";
        CHECK(has(dot, arrow == std::string::npos ? "label=\"" + transition + "\\n" : move));
        if (arrow == std::string::npos) CHECK(has(mermaid, "|\"" + transition + "<br/>"));
      }
    }
    CHECK(count_of(dot, " -> ") == arrows_of(model));
    CHECK(count_of(mermaid, " -->") + count_of(mermaid, " -.->") == arrows_of(model));
    CHECK(mermaid.size() < 50'000);  // Mermaid's own bounds where nobody raised them,
    CHECK(arrows_of(model) <= 500);  // as on GitHub
    CHECK(seedbed_out(folder, {"graph", name}) == dot);
  }
}

TEST_CASE("dot draws the graphs, where it is installed") {
  const TemporaryFolder folder;
  if (run({{"sh", "-c", "command -v dot"}, folder.path(), {}, "", 0}).status != 0)
    return;  // a convenience only
  write_file(folder.file("m.toml"), kModel);
  std::vector<std::string> names = bundled_names(folder);
  names.push_back("m.toml");
  for (const std::string& name : names) {
    CAPTURE(name);
    const Outcome drawn =
        run({{"dot", "-Tplain"}, folder.path(), {}, seedbed_out(folder, {"graph", name}), 0});
    CHECK(drawn.status == 0);
    CHECK(drawn.err == "");
  }
}

TEST_CASE("the pages of the models hold the graphs that the command prints") {
  const TemporaryFolder folder;
  for (const std::string name : {"mobile", "music"}) {
    CAPTURE(name);
    const std::string page = read_file(std::string(SEEDBED_SOURCE_DIR) + "/docs/models/" + name + ".md");
    CHECK(mermaid_of(page) == seedbed_out(folder, {"graph", name, "--format", "mermaid"}));
  }
}

TEST_CASE("a model with errors has no graph") {
  const TemporaryFolder folder;
  write_file(folder.file("m.toml"), replaced(kModel, "\"born + 2d\"", "\"bron + 2d\""));
  const Outcome outcome = run_seedbed(folder, {"graph", "m.toml"});
  CHECK(outcome.status == 2);
  CHECK(outcome.out == "");
  CHECK(has(outcome.err, "bron"));
}
