#!/usr/bin/env bash
# People as rows of an entity, with one actor each (pairs.toml, ten million of both): peak memory per pair, by the
# growth between two populations and in total, and the seconds from the start of the program until it writes the
# first row, which is an actor's. One thread.
#
#   bench_entities.sh SEEDBED [FEWER_PEOPLE [MORE_PEOPLE]]        1,000,000 and 10,000,000 people
set -euo pipefail

seedbed=${1:?bench_entities.sh SEEDBED [FEWER_PEOPLE [MORE_PEOPLE]]}
fewer=${2:-1000000}
more=${3:-10000000}
model=$(dirname "${BASH_SOURCE[0]}")/pairs.toml

# peak PEOPLE: bytes, as --json reports them; bench_memory.sh compares that with another measurement.
peak() {
  "$seedbed" load "$model" --to null: --set "people=$1" --threads 1 --quiet --json |
    sed -n 's/.*"peak_rss_bytes": \([0-9]*\).*/\1/p'
}

# first_row PEOPLE: seconds. The program ends because nothing reads the pipe any more.
first_row() {
  local begin
  begin=$(date +%s.%N)
  { "$seedbed" load "$model" --to jsonl:- --set "people=$1" --threads 1 --quiet 2>/dev/null || true; } |
    head -c 1 | { read -r -n 1 _; date +%s.%N; } | awk -v begin="$begin" '{ printf "%.2f", $1 - begin }'
}

small=$(peak "$fewer")
large=$(peak "$more")
seconds=$(first_row "$more")
awk -v a="$fewer" -v b="$more" -v small="$small" -v large="$large" -v seconds="$seconds" 'BEGIN {
  printf "%d people %.1f MB, %d people %.1f MB:  %.0f more bytes per pair, %.0f bytes per pair in total\n",
         a, small / 1e6, b, large / 1e6, (large - small) / (b - a), large / b
  printf "%d people: the first row after %.2f s\n", b, seconds
}'
