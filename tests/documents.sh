#!/usr/bin/env bash
# Checks the Markdown files of the project:
#   * every link to a file of the project leads to an existing file, and its #anchor to an existing heading
#   * every path in backticks that begins with a folder of the project exists
#   * every class and function in backticks in docs/architecture.md and docs/postgres.md exists under src/
# Prints every violation.
#
#   documents.sh SOURCE_DIRECTORY
#
# First it checks itself, on a small tree with one mistake of each kind.
set -euo pipefail

[[ $# == 1 && -d $1/docs ]] || { echo "usage: documents.sh SOURCE_DIRECTORY (which contains docs/)" >&2; exit 2; }

# What a document contains, outside fenced blocks: "anchor DOCUMENT X" for each heading, with the anchor that GitHub
# gives it; "link DOCUMENT X"; "quoted DOCUMENT X" for each text in backticks without a space.
# shellcheck disable=SC2016 # the program is awk's
contents() {
  awk '
    function rest_of(text, pattern, kind, cut_left, cut_right,   part) {
      while (match(text, pattern)) {
        part = substr(text, RSTART + cut_left, RLENGTH - cut_left - cut_right)
        print kind, FILENAME, part
        text = substr(text, RSTART + RLENGTH)
      }
    }
    FNR == 1 { inside = 0 }
    /^```/ { inside = !inside; next }
    inside { next }
    /^#+ / {
      anchor = tolower($0)
      sub(/^#+ /, "", anchor)
      gsub(/[^a-z0-9 _-]/, "", anchor)
      gsub(/ /, "-", anchor)
      n = seen[FILENAME, anchor]++
      print "anchor", FILENAME, anchor (n ? "-" n : "")
    }
    {
      rest_of($0, "\\]\\([^) ]+\\)", "link", 2, 1)
      rest_of($0, "`[^` ]+`", "quoted", 1, 1)
    }' "$@"
}

# Prints the violations of the tree in $1, one per line.
violations() {
  (
    cd "$1"
    local kind document text file anchor found documents
    declare -A anchors=() words=()
    mapfile -t documents < <(find . -name '*.md' -not -path './build/*' -not -path './.*' | sed 's|^\./||' | sort)
    found=$(contents "${documents[@]}")
    while read -r text; do words[$text]=1; done < <(grep -rhoE '[A-Za-z_][A-Za-z0-9_]*' src | sort -u)
    while read -r kind document text; do
      if [[ $kind == anchor ]]; then anchors[$document#$text]=1; fi
    done <<<"$found"

    while read -r kind document text; do
      if [[ $kind == link && $text != *://* ]]; then
        file=${text%%#*} anchor=${text#"${text%%#*}"}
        if [[ -z $file ]]; then
          file=$document
        elif [[ $document == */* ]]; then
          file=$(realpath -m --relative-to=. "${document%/*}/$file")
        fi
        if [[ ! -e $file ]]; then
          echo "$document: the link $text leads to no file"
        elif [[ -n $anchor && -z ${anchors[$file$anchor]:-} ]]; then
          echo "$document: the link $text leads to no heading"
        fi
      elif [[ $kind == quoted && $text =~ ^(src|tests|scripts|config|sql|cmake|docs)/[A-Za-z0-9_./-]*$ ]]; then
        if [[ $text != *NAME* && ! -e $text ]]; then echo "$document: there is no $text"; fi
      elif [[ $kind == quoted && $document =~ ^docs/(architecture|postgres)\.md$ ]]; then
        # ClassName, Class::function(), function()
        if [[ $text =~ ^([A-Z][a-z0-9]+([A-Z][a-z0-9]+)+|([A-Z][A-Za-z0-9]*::)?[a-z_]+\(\))$ ]]; then
          text=${text##*::}
          if [[ -z ${words[${text%()}]:-} ]]; then echo "$document: there is no $text under src/"; fi
        fi
      fi
    done <<<"$found"
  )
}

# shellcheck disable=SC2016 # the backticks are Markdown's
self_check() {
  local tree=$1 text
  mkdir -p "$tree/docs" "$tree/src"
  echo 'class GoodName { void run(); };' >"$tree/src/a.cpp"
  echo '## The `[good]` one' >"$tree/docs/good.md"
  while read -r text; do
    echo "$text" >"$tree/docs/architecture.md"
    if [[ $(violations "$tree" | wc -l) != 1 ]]; then
      echo "self-check: the mistake in '$text' was not found once" >&2
      return 1
    fi
  done <<'BAD'
[a](missing.md)
[a](good.md#missing)
[a](#missing)
`src/missing.cpp`
`BadName`
`missing()`
BAD
  cat >"$tree/docs/architecture.md" <<'GOOD'
# A heading, and more
[a](good.md#the-good-one) [b](#a-heading-and-more) [c](https://example.com/#x) `src/a.cpp` `GoodName` `GoodName::run()` `src/NAME.cpp`
```
[d](missing.md) `src/missing.cpp`
```
GOOD
  if [[ -n $(violations "$tree") ]]; then
    echo "self-check: this is right, but:" >&2
    violations "$tree" >&2
    return 1
  fi
}

temporary=$(mktemp -d)
trap 'rm -rf "$temporary"' EXIT
self_check "$temporary"

found=$(violations "$1")
if [[ -n $found ]]; then
  printf '%s\n' "$found"
  exit 1
fi
