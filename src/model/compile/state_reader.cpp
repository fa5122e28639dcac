// [actor.X.state.NAME]: what states say, and what they take from the defaults of those that begin alike.
#include <fmt/format.h>

#include <algorithm>

#include "model/compile/actor_reader.hpp"

namespace seedbed::model {
namespace {

// Entries of one name replace those before, in their place.
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

}  // namespace

void ActorReader::read_state_block(const Node& node) {
  StateBlock block;
  block.node = &node;
  block.prefix = node.key;
  block.is_default = node.key.ends_with('*');
  if (block.is_default) block.prefix.pop_back();
  const std::string where = fmt::format("[actor.{}.state.{}]", kind_.name, node.key);
  if (!node.is(Node::Kind::table)) {
    diagnostics_->error(node.at, fmt::format("{}: expected a table, found {}", where, describe(node.kind)));
    return;
  }
  const auto begins_so = [&](const State& state) { return state.name.starts_with(block.prefix); };
  if (block.is_default && std::none_of(kind_.states.begin(), kind_.states.end(), begins_so)) {
    diagnostics_->warning(node.key_at, fmt::format("{}: no state begins with `{}`", where, block.prefix));
  }
  if (!block.is_default) {
    Node name = node;
    name.kind = Node::Kind::text;
    name.text = node.key;
    name.at = node.key_at;
    (void)known_state(name, where);
  }
  Keys keys(node, where, *diagnostics_);
  block.labels = keys.take_table("labels");
  block.let = keys.take_table("let");
  block.set = keys.take_table("set");
  block.stay = keys.take("stay");
  block.lead = keys.take("lead");
  read_pace(block.pace, keys);
  const Node* emit = keys.take("emit");
  if (emit != nullptr) block.emit = read_emit(emit, where);
  keys.finish();
  note_names(block.let, block.set);
  if (block.labels != nullptr) read_labels(*block.labels);
  blocks_.push_back(std::move(block));
}

void ActorReader::read_labels(const Node& labels) {
  for (const Node& label : labels.items) {
    partial_.labels.insert(label.key);
    const bool constant = label.is(Node::Kind::text) || label.is(Node::Kind::integer) ||
                          label.is(Node::Kind::real) || label.is(Node::Kind::boolean);
    if (constant) continue;
    diagnostics_->error(label.at, fmt::format("label `{}`: expected a text, a number or a boolean, found {}",
                                              label.key, describe(label.kind)));
  }
}

// A label's name stands once among labels, attributes and parameters.
void ActorReader::check_labels() {
  for (const StateBlock& block : blocks_) {
    if (block.labels == nullptr) continue;
    for (const Node& label : block.labels->items) {
      const bool taken = is_reserved(label.key) || scope_.find(label.key) != nullptr;
      if (is_identifier(label.key) && !taken) continue;
      diagnostics_->error(
          label.key_at, fmt::format("label `{}`: {}", label.key,
                                    taken ? "the name is taken, by a parameter, an attribute or the language"
                                          : "expected letters, digits and underscores"));
    }
  }
}

// The most general default first, the state's own block last.
void ActorReader::merge_blocks(std::uint16_t state) {
  const std::string& name = kind_.states[state].name;
  std::vector<const StateBlock*> blocks;
  for (const StateBlock& block : blocks_) {
    if (block.is_default ? name.starts_with(block.prefix) : name == block.prefix) blocks.push_back(&block);
  }
  const auto more_general = [](const StateBlock* a, const StateBlock* b) {
    return a->is_default != b->is_default ? a->is_default : a->prefix.size() < b->prefix.size();
  };
  std::stable_sort(blocks.begin(), blocks.end(), more_general);
  StatePart& part = state_parts_[state];
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
}

}  // namespace seedbed::model
