#!/usr/bin/env bash
# Builds seedbed with its benchmarks and prints the figures: medians, ratios and the expected value of each. Installs
# what is missing (apt). Takes some minutes.
#
#   scripts/bench.sh [--quick]        --quick: smaller populations, under a minute
#
# It fails if two ways to make the same rows give different rows, and never because something is slow. On a busy machine
# the figures are not reliable. Ratios are the most reliable, because the two sides run alternately.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/setup.sh
source scripts/setup.sh

quick=no
case ${1:-} in
  '') ;;
  --quick) quick=yes ;;
  --help) sed -n '2,8s/^# \{0,1\}//p' "$0"; exit 0 ;;
  *) say "there is no option $1"; exit 2 ;;
esac

users=1000000 memory_days=30 sqlite_users=20000 model_users=30000 postgres_users=50000 postgres_rounds=7
if [[ $quick == yes ]]; then
  users=100000 memory_days=3 sqlite_users=6000 model_users=6000 postgres_users=10000 postgres_rounds=3
fi

install_packages "${build_packages[@]}"
configure_and_build release -DSEEDBED_TESTS=OFF -DSEEDBED_BENCH=ON -DSEEDBED_WARNINGS_AS_ERRORS=OFF
build=build/release
bench=$build/tests/bench

heading() { printf '\n%s\n' "$1"; }

print_machine() {
  local model
  model=$(sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo | head -n 1)
  printf 'machine   %s, %d processors, %.1f GB of memory\n' "${model:-$(uname -m)}" "$(nproc)" \
    "$(awk '/^MemTotal:/ { print $2 * 1024 / 1e9 }' /proc/meminfo)"
  printf 'system    %s, kernel %s, load %s\n' "$(sed -n 's/^PRETTY_NAME="\(.*\)"/\1/p' /etc/os-release)" \
    "$(uname -r)" "$(cut -d ' ' -f 1 /proc/loadavg)"
}

print_versions() {
  local commit
  "$bench/bench_versions"
  commit=$(git rev-parse --short HEAD 2>/dev/null) || commit=
  if [[ -n $commit && -n $(git status --porcelain 2>/dev/null) ]]; then commit+=" with changes"; fi
  printf '%s%s\n' "$("$build/seedbed" version | sed 's/ /   /')" "${commit:+, commit $commit}"
}

print_machine
print_versions

heading "Simulator into null:     at least 5 M transitions/s on one thread, 1.8 times that on two"
"$bench/bench_simulate" --users "$users"

heading "Other models into null:  at least 3 M transitions/s of rates and of weights, 2 M rows/s of 12 columns; one thread"
"$bench/bench_models" --users "$model_users"

heading "Memory into null:        at most 160 bytes a user; ten times the duration within 10%: a ratio up to 1.10"
tests/bench/bench_memory.sh "$build/seedbed" 100000 1000000 "$memory_days"

heading "People as entity rows:   at most 200 bytes a person with an actor; the first row within 3 s"
tests/bench/bench_entities.sh "$build/seedbed" "$users" $((users * 10))

heading "sqlite: end to end       at least 0.90 of inserts from memory; indexes off and synced to disk on both sides"
"$bench/bench_sqlite" --users "$sqlite_users" --folder "$build"

heading "Binary COPY, rows alone  at least 15 M rows/s on one thread: two bigints, a timestamptz and a short text"
"$bench/bench_copy_encoder"

heading "postgres: end to end     at least 0.90 of psql's \\copy; two connections 1.4 times one; 20 times INSERTs of 49 thousand rows/s"
scripts/postgres.sh tests/bench/bench_postgres.sh "$build/seedbed" bank "users=$postgres_users" "$postgres_rounds"

heading "Start-up                 under 20 ms"
tests/bench/bench_startup.sh "$build/seedbed"
