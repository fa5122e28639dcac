#!/usr/bin/env bash
# Builds seedbed with its tests and runs all of them, with a temporary Postgres server (scripts/postgres.sh).
# Installs what is missing (apt).
#
#   scripts/test.sh [--preset release|dev|asan|tsan]… [--all] [--long] [OPTION OF ctest…]     e.g. scripts/test.sh -R civil
#   scripts/test.sh --quick [OPTION OF ctest…]
#
# Without --preset the tests run optimised (release). With --all, or if CI=true, they also run under the address and
# undefined-behaviour (asan) and thread (tsan) sanitizers. CI=true also makes compiler warnings errors.
# --quick is for use between edits: it builds and runs the tests of base, rows, random, document and expression and the
# text cases, release only, without a server. --long repeats more often what happens at random moments.
# The script ends at the first suite that fails. It prints what could not be tested, with the reason.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/setup.sh
source scripts/setup.sh
# shellcheck source=scripts/postgres.sh
source scripts/postgres.sh

presets=()
all=no
quick=no
if [[ ${CI:-} == true ]]; then all=yes; fi
while [[ $# -gt 0 ]]; do
  case $1 in
    --preset) presets+=("${2:?--preset needs a name}"); shift 2 ;;
    --preset=*) presets+=("${1#*=}"); shift ;;
    --all) all=yes; shift ;;
    --quick) quick=yes; shift ;;
    --long) export SEEDBED_TEST_LONG=1; shift ;;
    --help) sed -n '2,14s/^# \{0,1\}//p' "$0"; exit 0 ;;
    *) break ;;
  esac
done
if [[ ${#presets[@]} == 0 ]]; then
  presets=(release)
  if [[ $all == yes ]]; then presets+=(asan tsan); fi
fi

install_packages "${build_packages[@]}" catch2 sqlite3

quick_suites=(base rows random document expression)
if [[ $quick == yes ]]; then
  configure_and_build release -DSEEDBED_TESTS=ON -DSEEDBED_BENCH=OFF -DSEEDBED_WARNINGS_AS_ERRORS=OFF \
    seedbed case_runner "${quick_suites[@]/#/test_}"
  labels=$(IFS='|'; echo "${quick_suites[*]}")
  exec ctest --test-dir build/release --output-on-failure --no-tests=error -j2 -L "^($labels|cases)\$" "$@"
fi

install_postgres

run_tests() {
  local preset=$1 status=0
  shift
  with_postgres without_address_randomisation \
    ctest --test-dir "build/$preset" --output-on-failure --no-tests=error -j2 "$@" || status=$?
  { grep '^skipped: ' "build/$preset/Testing/Temporary/LastTest.log" || true; } | sort -u >&2
  return "$status"
}

export UBSAN_OPTIONS=${UBSAN_OPTIONS:-print_stacktrace=1}
for preset in "${presets[@]}"; do
  options=(-DSEEDBED_TESTS=ON -DSEEDBED_BENCH=OFF)
  if [[ $preset == release ]]; then
    # Always given, because CMake's cache keeps the values of an earlier run.
    if [[ ${CI:-} == true ]]; then werror=ON; else werror=OFF; fi
    options+=("-DSEEDBED_WARNINGS_AS_ERRORS=$werror" "-DSEEDBED_BENCH=$werror")  # CI keeps the benchmarks compiling
  fi
  configure_and_build "$preset" "${options[@]}"
  say "testing build/$preset"
  run_tests "$preset" "$@"
done
