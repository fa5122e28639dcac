#include "model/compile/children_reader.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/hash.hpp"
#include "document/keys.hpp"

namespace seedbed::model {
namespace {

using Kind = ExprType::Kind;

constexpr std::uint64_t kMaxIndex = std::uint64_t{1} << 62;
constexpr std::int64_t kMaxChildren = 1'000'000'000;

// The entry that names the parent.
const Node* entry_of(const Node& per) {
  for (const Node& entry : per.items) {
    if (entry.key != "max") return &entry;
  }
  return nullptr;
}

// Returns 0 if there is an error, which is reported.
std::int64_t read_max(const Node& node, const Scope& scope, const std::string& place, Program& program,
                      Diagnostics& diagnostics) {
  Expectation expected;
  expected.kinds = {Kind::integer};
  expected.what = "the most children that a parent can have, such as 16";
  expected.may_draw = false;
  expected.why_no_draw = "it is the same for all parents";
  const auto value = compile_expression(node, scope, expected, place, program, diagnostics);
  if (!value) return 0;
  const Value& constant = program.frame[value->slot];
  if (value->constant && constant.null == 0 && constant.integer >= 1 && constant.integer <= kMaxChildren)
    return constant.integer;
  diagnostics.error(node.at, fmt::format("`max` of `per`: expected a constant from 1 to {}", kMaxChildren));
  return 0;
}

}  // namespace

std::optional<std::uint16_t> parent_of(const Node& per, const std::string& where, const EntityNames& entities,
                                       Diagnostics& diagnostics) {
  if (!per.is(Node::Kind::table)) {
    diagnostics.error(per.at,
                      fmt::format("`per` of {}: expected a table such as {{ app = \"1 + poisson(2)\", "
                                  "max = 16 }}, found {}",
                                  where, describe(per.kind)));
    return std::nullopt;
  }
  const Node* entry = entry_of(per);
  if (entry == nullptr) {
    diagnostics.error(per.at, fmt::format("`per` of {} names no entity", where));
    return std::nullopt;
  }
  for (const Node& other : per.items) {
    if (&other == entry || other.key == "max") continue;
    diagnostics.error(
        other.key_at,
        fmt::format("`per` of {} names a second parent, `{}`: a row belongs to one", where, other.key));
  }
  const auto parent = find_entity(entities, entry->key);
  if (parent) return parent;
  std::vector<std::string> names;
  for (const EntityInfo& entity : entities) names.push_back(entity.name);
  diagnostics.error(entry->key_at, fmt::format("`per` of {}: there is no entity `{}`{}", where, entry->key,
                                               suggestion(entry->key, names)));
  return std::nullopt;
}

std::optional<Children> compile_children(const Node& per, std::uint16_t parent, Slot parent_slot,
                                         const Scope& scope, const std::string& place, Program& program,
                                         Diagnostics& diagnostics) {
  const Node& count = *entry_of(per);
  Expectation expected;
  expected.kinds = {Kind::integer};
  expected.what = "how many belong to each, such as 3 or \"1 + poisson(2)\"";
  const auto value = compile_expression(count, scope, expected, place + ".per", program, diagnostics);
  const Node* most = per.find("max");
  const std::int64_t max =
      most == nullptr ? kMaxChildren : read_max(*most, scope, place + ".per.max", program, diagnostics);
  if (!value || max == 0) return std::nullopt;
  const Value& constant = program.frame[value->slot];
  Children children;
  children.parent = parent;
  children.parent_slot = parent_slot;
  children.key = hash64(place + ".per");
  children.code = value->code;
  children.slot = value->slot;
  if (value->constant) {
    const std::int64_t each = constant.null != 0 ? 0 : std::max<std::int64_t>(0, constant.integer);
    if (each > max) {
      diagnostics.error(count.at, fmt::format("`per`: {} is above the `max` of {}", each, max));
      return std::nullopt;
    }
    children.each = static_cast<std::uint32_t>(each);
    children.max = static_cast<std::uint64_t>(most != nullptr ? max : std::max<std::int64_t>(1, each));
  } else if (most != nullptr) {
    children.max = static_cast<std::uint64_t>(max);
  } else {
    diagnostics.error(per.at,
                      "`per` has no `max`: say the most that a parent can have, which fixes the "
                      "children's numbers");
    return std::nullopt;
  }
  return children;
}

std::uint64_t index_space_of(const Children& children, std::uint64_t parents, const Node& per,
                             Diagnostics& diagnostics) {
  if (parents == 0 || children.max <= kMaxIndex / parents) return parents * children.max;
  diagnostics.error(per.at, "`per`: the children's numbers exceed 2^62; choose a smaller `max`");
  return 1;
}

}  // namespace seedbed::model
