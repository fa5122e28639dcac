#!/usr/bin/env bash
# Checks the includes under src/. A layer includes itself and the layers below it:
#
#   base <- {rows, random, document} <- expression <- model <- simulation <- pipeline <- app
#   base <- rows <- sink <- pipeline
#
# In `sink`, whose contracts are the files at its top: text <- contracts <- file <- {csv, jsonl, null, sqlite,
# postgres}. A target does not include another target; registry.cpp alone includes them all. In `sink/postgres`:
# server <- copy <- load <- the files at its top.
#
# `pipeline` and `app` include the contracts of `sink` and `text`. One adapter includes each outside library.
# Prints every violation.
#
#   layers.sh SOURCE_DIRECTORY
#
# First it checks on trees of its own that each kind of violation is found.
set -euo pipefail

[[ $# == 1 && -d $1/src ]] || { echo "usage: layers.sh SOURCE_DIRECTORY (which holds src/)" >&2; exit 2; }

# Prints the violations of the tree in $1, one per line.
violations() {
  # shellcheck disable=SC2016 # the program is awk's
  (cd "$1" && find src -type f \( -name '*.hpp' -o -name '*.cpp' \) -print0 | sort -z |
    xargs -0 -r awk '
      BEGIN {
        allowed["base"] = " base "
        allowed["rows"] = " base rows "
        allowed["random"] = " base random "
        allowed["document"] = " base document "
        allowed["expression"] = " base rows random document expression "
        allowed["model"] = " base rows random document expression model "
        allowed["simulation"] = " base rows random document expression model simulation "
        allowed["sink"] = " base rows sink "
        allowed["pipeline"] = " base rows random document expression model simulation sink pipeline "
        allowed["app"] = " base rows random document expression model simulation sink pipeline app "
        # The rooms of sink that a room other than a target includes; "" are the contracts.
        rooms[""] = "  text "
        rooms["text"] = " text "
        rooms["file"] = "  text file "
        # The rooms of sink/postgres that each of them includes.
        parts["server"] = " server "
        parts["copy"] = " server copy "
        parts["load"] = " server copy load "
        # Outside libraries: the names of their headers, and the sources that may include them.
        header[1] = "^sqlite3(ext)?\\.h$";           home[1] = "^src/sink/sqlite/"
        header[2] = "^(libpq|pqxx|postgres)";        home[2] = "^src/sink/postgres/"
        header[3] = "^toml";                         home[3] = "^src/document/document\\.cpp$"
        header[4] = "^(CLI/|CLI11)";                 home[4] = "^src/app/command_line\\.cpp$"
        header[5] = "^catch2/";                      home[5] = "^nowhere$"
        libraries = 5
      }
      function complain(why) { print FILENAME ":" FNR ": " why }
      /^[ \t]*#[ \t]*include[ \t]*[<"]/ {
        name = $0
        sub(/^[ \t]*#[ \t]*include[ \t]*/, "", name)
        quoted = substr(name, 1, 1) == "\""
        name = substr(name, 2)
        sub(/[">].*/, "", name)
        room = split(FILENAME, from, "/") > 3 ? from[3] : ""
        layer = from[2]
        for (i = 1; i <= libraries; i++)
          if (name ~ header[i] && FILENAME !~ home[i]) complain(name " is included outside its adapter")
        depth = split(name, to, "/")
        if (!(layer in allowed)) complain("is in no layer")
        else if (!quoted) {
          if (to[1] in allowed && depth > 1) complain("<" name "> is ours: write it in quotes")
        }
        else if (!(to[1] in allowed) || depth < 2) complain("\"" name "\" does not start with a layer")
        else if (!index(allowed[layer], " " to[1] " ")) complain(layer " must not include " to[1] " (" name ")")
        else if (to[1] == "sink") {
          to_room = depth > 2 ? to[2] : ""
          if (layer != "sink") {
            if (!index(rooms[""], " " to_room " "))
              complain(layer " must know targets by their contract only (" name ")")
          }
          else if (FILENAME != "src/sink/registry.cpp" && to_room != room) {
            known = room in rooms ? rooms[room] : rooms["file"]
            if (!index(known, " " to_room " "))
              complain((room == "" ? "a contract" : room) " must not include " name)
          }
          else if (to_room == "postgres" && room == "postgres" && (from[4] in parts)) {
            to_part = depth > 3 ? to[3] : ""
            if (!index(parts[from[4]], " " to_part " "))
              complain("postgres/" from[4] " must not include " name)
          }
        }
      }')
}

# Makes a tree in $1 where the file $2 includes $3.
plant() {
  rm -rf "$1/src"
  mkdir -p "$1/src/base" "$1/$(dirname "$2")"
  printf '#include <vector>\n#include "base/error.hpp"\n' >"$1/src/base/fine.cpp"
  printf '\n  #  include %s  // why\n' "$3" >"$1/$2"
}

self_check() {
  local tree=$1 file include
  while read -r file include; do
    plant "$tree" "$file" "$include"
    if [[ $(violations "$tree" | wc -l) != 1 ]]; then
      echo "self-check: $include in $file was not found once, but so:" >&2
      violations "$tree" >&2
      return 1
    fi
  done <<'BAD'
src/base/a.hpp "rows/batch.hpp"
src/rows/a.cpp "random/random.hpp"
src/rows/a.cpp "sink/target.hpp"
src/random/a.cpp "expression/program/program.hpp"
src/document/a.cpp "rows/table.hpp"
src/expression/a.cpp "model/model.hpp"
src/model/compile/a.cpp "simulation/simulation.hpp"
src/simulation/a.cpp "pipeline/load.hpp"
src/model/a.cpp "sink/target.hpp"
src/sink/deep/a.cpp "expression/program/program.hpp"
src/sink/deep/a.cpp "random/random.hpp"
src/sink/a.cpp "pipeline/load.hpp"
src/sink/text/a.cpp "sink/csv/target.hpp"
src/sink/text/a.cpp "sink/file/part_file.hpp"
src/sink/text/a.cpp "sink/target.hpp"
src/sink/file/a.hpp "sink/sqlite/target.hpp"
src/sink/csv/a.cpp "sink/jsonl/line_encoder.hpp"
src/sink/sqlite/a.cpp "sink/postgres/server/catalog.hpp"
src/sink/postgres/load/a.cpp "sink/sqlite/schema.hpp"
src/sink/postgres/server/a.cpp "sink/postgres/copy/text_encoder.hpp"
src/sink/postgres/server/a.hpp "sink/postgres/load/session.hpp"
src/sink/postgres/copy/a.cpp "sink/postgres/load/session.hpp"
src/sink/postgres/copy/a.hpp "sink/postgres/target.hpp"
src/sink/postgres/load/a.cpp "sink/postgres/target.hpp"
src/sink/verification.cpp "sink/sqlite/loaded_file.hpp"
src/sink/registry.hpp "sink/null/target.hpp"
src/sink/target.hpp "sink/file/part_file.hpp"
src/pipeline/a.hpp "app/options.hpp"
src/pipeline/a.cpp "sink/sqlite/target.hpp"
src/app/a.cpp "sink/sqlite/target.hpp"
src/app/a.cpp "sink/file/file_system.hpp"
src/other/a.cpp "base/error.hpp"
src/base/a.cpp "error.hpp"
src/base/a.cpp "../rows/batch.hpp"
src/model/a.cpp <base/error.hpp>
src/sink/jsonl/a.cpp <sqlite3.h>
src/sink/sqlite/a.cpp <libpq-fe.h>
src/sink/sqlite/a.cpp <pqxx/pqxx>
src/app/a.cpp <toml++/toml.h>
src/document/document.hpp <toml++/toml.h>
src/app/main.cpp <CLI/CLI.hpp>
BAD
  while read -r file include; do
    plant "$tree" "$file" "$include"
    if [[ -n $(violations "$tree") ]]; then
      echo "self-check: $include in $file is allowed, but:" >&2
      violations "$tree" >&2
      return 1
    fi
  done <<'GOOD'
src/rows/a.cpp "base/error.hpp"
src/model/a/b/c.cpp "model/a/b/c.hpp"
src/expression/a.cpp "random/random.hpp"
src/simulation/a.cpp "model/model.hpp"
src/pipeline/a.cpp "sink/target.hpp"
src/app/a.cpp "sink/registry.hpp"
src/app/a.cpp "sink/text/cell_text.hpp"
src/sink/registry.cpp "sink/csv/target.hpp"
src/sink/verification.cpp "sink/text/sql_text.hpp"
src/sink/file/a.cpp "sink/text/name_list.hpp"
src/sink/file/a.cpp "sink/target.hpp"
src/sink/csv/a.cpp "sink/file/part_folder.hpp"
src/sink/csv/a.cpp "sink/csv/row_encoder.hpp"
src/sink/postgres/load/a.cpp "sink/postgres/copy/copy_stream.hpp"
src/sink/postgres/load/a.cpp "sink/postgres/server/catalog.hpp"
src/sink/postgres/copy/a.cpp "sink/postgres/server/catalog.hpp"
src/sink/postgres/target.cpp "sink/postgres/load/fresh_target.hpp"
src/sink/sqlite/a.cpp <sqlite3.h>
src/sink/postgres/server/a.cpp <libpq-fe.h>
src/document/document.cpp <toml++/toml.h>
src/app/command_line.cpp <CLI/CLI.hpp>
GOOD
}

temporary=$(mktemp -d)
trap 'rm -rf "$temporary"' EXIT
self_check "$temporary"

found=$(violations "$1")
if [[ -n $found ]]; then
  printf '%s\n' "$found"
  exit 1
fi
