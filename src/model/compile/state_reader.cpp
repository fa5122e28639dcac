#include "model/compile/state_reader.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "document/keys.hpp"
#include "model/compile/emit_reader.hpp"

namespace seedbed::model {
namespace {

// Appends the entries of `more`. An entry replaces an earlier one with the same name, at its position.
void join(std::vector<const Node*>& joined, const Node* more) {
  if (more == nullptr) return;
  for (const Node& entry : more->items) {
    const auto same = [&](const Node* other) { return other->key == entry.key; };
    const auto known = std::find_if(joined.begin(), joined.end(), same);
    if (known != joined.end()) {
      *known = &entry;
    } else {
      joined.push_back(&entry);
    }
  }
}

void check_values(const Node& labels, Diagnostics& diagnostics) {
  for (const Node& label : labels.items) {
    const bool constant = label.is(Node::Kind::text) || label.is(Node::Kind::integer) ||
                          label.is(Node::Kind::real) || label.is(Node::Kind::boolean);
    if (constant) continue;
    diagnostics.error(label.at, fmt::format("label `{}`: expected a text, a number or a boolean, found {}",
                                            label.key, describe(label.kind)));
  }
}

std::optional<StateBlock> read_block(const Node& node, const ReadContext& context) {
  StateBlock block;
  block.node = &node;
  block.prefix = node.key;
  block.is_default = node.key.ends_with('*');
  if (block.is_default) block.prefix.pop_back();
  const std::string where = fmt::format("[actor.{}.state.{}]", context.actor, node.key);
  if (!node.is(Node::Kind::table)) {
    context.diagnostics.error(node.at,
                              fmt::format("{}: expected a table, found {}", where, describe(node.kind)));
    return std::nullopt;
  }
  const auto begins_so = [&](const std::string& state) { return state.starts_with(block.prefix); };
  if (block.is_default && std::none_of(context.states.all().begin(), context.states.all().end(), begins_so)) {
    context.diagnostics.warning(node.key_at,
                                fmt::format("{}: no state begins with `{}`", where, block.prefix));
  }
  if (!block.is_default) (void)context.states.find_key(node, where, context.diagnostics);
  Keys keys(node, where, context.diagnostics);
  block.labels = keys.take_table("labels");
  block.let = keys.take_table("let");
  block.set = keys.take_table("set");
  block.stay = keys.take("stay");
  block.lead = keys.take("lead");
  block.pace.rhythm = keys.take("rhythm");
  block.pace.fade = keys.take("fade");
  if (const Node* emit = keys.take("emit"))
    block.emit = read_emit(emit, where, context.tables, context.diagnostics);
  keys.finish();
  if (block.labels != nullptr) check_values(*block.labels, context.diagnostics);
  return block;
}

}  // namespace

std::vector<StateBlock> read_state_blocks(const Node* blocks, const ReadContext& context) {
  std::vector<StateBlock> result;
  if (blocks == nullptr) return result;
  for (const Node& node : blocks->items) {
    if (auto block = read_block(node, context)) result.push_back(std::move(*block));
  }
  return result;
}

void check_labels(const std::vector<StateBlock>& blocks, const Scope& scope, Diagnostics& diagnostics) {
  for (const StateBlock& block : blocks) {
    if (block.labels == nullptr) continue;
    for (const Node& label : block.labels->items) {
      const bool taken = is_reserved(label.key) || scope.find(label.key) != nullptr;
      if (is_identifier(label.key) && !taken) continue;
      diagnostics.error(label.key_at,
                        fmt::format("label `{}`: {}", label.key,
                                    taken ? "the name is taken, by a parameter, an attribute or the language"
                                          : "expected letters, digits and underscores"));
    }
  }
}

StatePart merge_blocks(const std::vector<StateBlock>& all, const std::string& name) {
  std::vector<const StateBlock*> blocks;
  for (const StateBlock& block : all) {
    if (block.is_default ? name.starts_with(block.prefix) : name == block.prefix) blocks.push_back(&block);
  }
  const auto more_general = [](const StateBlock* a, const StateBlock* b) {
    return a->is_default != b->is_default ? a->is_default : a->prefix.size() < b->prefix.size();
  };
  std::stable_sort(blocks.begin(), blocks.end(), more_general);
  StatePart part;
  for (const StateBlock* block : blocks) {
    join(part.labels, block->labels);
    join(part.let, block->let);
    join(part.set, block->set);
    if (block->stay != nullptr) part.stay = block->stay;
    if (block->lead != nullptr) part.lead = block->lead;
    if (block->pace.rhythm != nullptr) part.pace.rhythm = block->pace.rhythm;
    if (block->pace.fade != nullptr) part.pace.fade = block->pace.fade;
    if (block->emit) part.emit = *block->emit;
    part.own_stay = !block->is_default && block->stay != nullptr;
    part.own_lead = !block->is_default && block->lead != nullptr;
  }
  return part;
}

}  // namespace seedbed::model
