// music, sessions as walks on the chain of music_chain.hpp: what they came to, and what they should have.
#pragma once
#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include "worlds/deviation.hpp"
#include "worlds/music_chain.hpp"
#include "worlds/world_rows.hpp"

namespace seedbed::test {

// What sessions() needs.
inline const std::vector<std::string> kPageColumns{"page_view.ts", "page_view.session_id", "page_view.page",
                                                   "page_view.auth", "page_view.level"};

using Sessions = std::vector<std::vector<std::size_t>>;

// Sessions as numbers of pages of the chain; those that began early enough to be over.
[[nodiscard]] Sessions sessions(const WorldRows& rows, const MusicChain& chain);

// What there is enough of, and the names of the rest.
struct Tested {
  Samples samples;
  std::set<std::string> too_rare;
};

// "free_home->free_help", and "free_home->" for the end.
[[nodiscard]] Tested next_pages(const Sessions& sessions, const MusicChain& chain);
// "away_free", all of them together.
[[nodiscard]] Deviations first_pages(const Sessions& sessions, const MusicChain& chain);
// "away_free->free_home".
[[nodiscard]] Tested each_first_page(const Sessions& sessions, const MusicChain& chain);
// Pages and songs of a session, by its first page, and of all that begin with the same auth and level.
[[nodiscard]] Tested lengths(const Sessions& sessions, const MusicChain& chain);

}  // namespace seedbed::test
