#include "model/compile/list_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>

#include "document/keys.hpp"
#include "expression/language/standard_lists.hpp"

namespace seedbed::model {
namespace {

class ListReader {
 public:
  ListReader(const Node& node, ModelFiles& files, Program& program, Diagnostics& diagnostics)
      : node_(node), files_(files), program_(program), diagnostics_(diagnostics) {}

  WordList read();

 private:
  void read_values(const Node& values);
  void read_file(const Node& name);
  void read_line(const ModelFile& file, int line, std::string_view text);
  void add(std::string_view word, double weight);

  const Node& node_;
  ModelFiles& files_;
  Program& program_;
  Diagnostics& diagnostics_;
  WordList list_;
  std::vector<double> weights_;
};

bool is_weight(double weight) { return std::isfinite(weight) && weight >= 0; }

WordList ListReader::read() {
  const std::string where = fmt::format("[list.{}]", node_.key);
  Keys keys(node_, where, diagnostics_);
  const Node* values = keys.take("values");
  const Node* file = keys.take_text("file", "\"devices.txt\"");
  keys.finish();
  const std::size_t errors = diagnostics_.errors();
  if ((values == nullptr) == (node_.find("file") == nullptr)) {
    diagnostics_.error(node_.key_at, fmt::format("{}: expected either `values` or `file`", where));
  } else if (values != nullptr) {
    read_values(*values);
  } else if (file != nullptr) {
    read_file(*file);
  }
  if (diagnostics_.errors() > errors) return std::move(list_);
  if (list_.words.empty()) diagnostics_.error(node_.key_at, fmt::format("{} is empty", where));
  const auto differs = [&](double weight) { return weight != weights_.front(); };
  if (std::all_of(weights_.begin(), weights_.end(), [](double weight) { return weight <= 0; }) &&
      !weights_.empty()) {
    diagnostics_.error(node_.key_at, fmt::format("{}: all weights are 0", where));
  } else if (!std::isfinite(std::accumulate(weights_.begin(), weights_.end(), 0.0))) {
    diagnostics_.error(node_.key_at, fmt::format("{}: the weights are too large to add up", where));
  } else if (std::any_of(weights_.begin(), weights_.end(), differs)) {
    list_.weights = AliasTable(weights_);
  }
  return std::move(list_);
}

void ListReader::add(std::string_view word, double weight) {
  list_.words.push_back(program_.fixed_text(word));
  weights_.push_back(weight);
}

void ListReader::read_values(const Node& values) {
  if (values.is(Node::Kind::array)) {
    for (const Node& word : values.items) {
      if (word.is(Node::Kind::text)) {
        add(word.text, 1);
      } else {
        diagnostics_.error(word.at, fmt::format("a value of [list.{}]: expected a text, found {}", node_.key,
                                                describe(word.kind)));
      }
    }
  } else if (values.is(Node::Kind::table)) {
    for (const Node& word : values.items) {
      const bool number = word.is(Node::Kind::integer) || word.is(Node::Kind::real);
      const double weight = word.is(Node::Kind::real) ? word.real : static_cast<double>(word.integer);
      if (!number || !is_weight(weight)) {
        diagnostics_.error(word.at, fmt::format("the weight of `{}` in [list.{}]: expected a number from 0",
                                                word.key, node_.key));
      } else {
        add(word.key, weight);
      }
    }
  } else {
    diagnostics_.error(
        values.at,
        fmt::format("`values` of [list.{}]: expected a list of texts or a table of weights, found {}",
                    node_.key, describe(values.kind)));
  }
}

void ListReader::read_file(const Node& name) {
  const auto file = files_.read(name);
  if (!file) return;
  int line = 1;
  for (std::size_t at = 0; at < file->text.size(); ++line) {
    const std::size_t end = std::min(file->text.find('\n', at), file->text.size());
    read_line(*file, line, std::string_view(file->text).substr(at, end - at));
    at = end + 1;
  }
}

// A line is a word, optionally followed by a tab and its weight. Empty lines are skipped.
void ListReader::read_line(const ModelFile& file, int line, std::string_view text) {
  if (text.ends_with('\r')) text.remove_suffix(1);
  if (text.empty()) return;
  const std::size_t tab = text.rfind('\t');
  if (tab == std::string_view::npos) return add(text, 1);
  const std::string_view digits = text.substr(tab + 1);
  double weight = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), weight);
  if (error != std::errc() || end != digits.data() + digits.size() || !is_weight(weight)) {
    diagnostics_.error_in(file.path, {line, static_cast<int>(tab) + 2},
                          fmt::format("expected a weight from 0 behind the tab, found `{}`", digits));
    return;
  }
  add(text.substr(0, tab), weight);
}

}  // namespace

void bind_standard_lists(Scope& scope, Program& program) {
  for (const std::string_view name : standard_list_names()) {
    scope.bind_list(std::string(name), static_cast<std::uint16_t>(program.lists.size()));
    WordList& list = program.lists.emplace_back();
    for (const std::string_view word : standard_list(name)) list.words.push_back(Value::of_text(word, true));
  }
}

void read_lists(const Node* lists, ModelFiles& files, Scope& scope, Program& program,
                Diagnostics& diagnostics) {
  if (lists == nullptr) return;
  for (const Node& node : lists->items) {
    if (!node.is(Node::Kind::table)) {
      diagnostics.error(node.key_at,
                        fmt::format("[list.{}]: expected a table with `values` or `file`", node.key));
      continue;
    }
    if (!is_identifier(node.key)) {
      diagnostics.error(node.key_at,
                        fmt::format("list `{}`: expected letters, digits and underscores", node.key));
    }
    if (program.lists.size() >= UINT16_MAX) {
      diagnostics.error(node.key_at, "the model has more than 65,534 lists");
      return;
    }
    scope.bind_list(node.key, static_cast<std::uint16_t>(program.lists.size()));
    program.lists.push_back(ListReader(node, files, program, diagnostics).read());
  }
}

}  // namespace seedbed::model
