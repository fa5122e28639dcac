# Embeds config/*.toml and sql/**/*.sql into a target, as a table of (path, text): src/app/bundled.hpp reads it.
# The generated source is made anew when one of the files changes.
function(seedbed_embed target)
  file(GLOB_RECURSE files RELATIVE ${CMAKE_SOURCE_DIR} CONFIGURE_DEPENDS
    ${CMAKE_SOURCE_DIR}/config/*.toml ${CMAKE_SOURCE_DIR}/sql/*.sql)
  list(SORT files)
  set(entries "")
  foreach(file IN LISTS files)
    file(READ ${CMAKE_SOURCE_DIR}/${file} text)
    string(APPEND entries "    {\"${file}\", R\"~~~~(${text})~~~~\"},\n")
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${file})
  endforeach()
  list(LENGTH files count)
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/generated/bundled_files.cpp @ONLY CONTENT
"#include \"app/bundled.hpp\"

namespace seedbed {
namespace {
constexpr BundledFile kFiles[] = {
@entries@};
}  // namespace

std::span<const BundledFile> bundled_files() { return kFiles; }
}  // namespace seedbed
")
  target_sources(${target} PRIVATE ${CMAKE_BINARY_DIR}/generated/bundled_files.cpp)
endfunction()
