#!/usr/bin/env bash
# Builds the fuzzers of tests/fuzz with clang and runs them one after another, each for SECONDS. Installs what is
# missing (apt).
#
#   scripts/fuzz.sh SECONDS [NAME…]      NAME: document, expression or csv; without a name, all of them
#
# The first finding ends the run. Its input is in build/fuzz/findings. Copy it to tests/fuzz/corpus/NAME: scripts/test.sh
# then runs it every time. New inputs of a run stay in build/fuzz/corpus/NAME. To add them to the corpus:
#   build/fuzz/tests/fuzz/fuzz_NAME -merge=1 tests/fuzz/corpus/NAME build/fuzz/corpus/NAME
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/setup.sh
source scripts/setup.sh

if [[ ${1:-} == --help ]]; then
  sed -n '2,9s/^# \{0,1\}//p' "$0"
  exit 0
fi
if [[ ! ${1:-} =~ ^[1-9][0-9]*$ ]]; then
  say "expected a number of seconds, as in scripts/fuzz.sh 60"
  exit 2
fi
seconds=$1
shift
names=("$@")
if [[ ${#names[@]} == 0 ]]; then names=(document expression csv); fi

install_packages "${build_packages[@]}" clang
configure_and_build fuzz

for name in "${names[@]}"; do
  seeds=tests/fuzz/corpus/$name learnt=build/fuzz/corpus/$name findings=build/fuzz/findings
  if [[ ! -d $seeds ]]; then
    say "there is no fuzzer $name"
    exit 2
  fi
  mkdir -p "$learnt" "$findings"
  options=("-max_total_time=$seconds" -timeout=10 -rss_limit_mb=2048 "-artifact_prefix=$findings/$name-")
  if [[ -e tests/fuzz/$name.dict ]]; then options+=("-dict=tests/fuzz/$name.dict"); fi
  say "fuzzing $name for $seconds s; the log is build/fuzz/$name.log"
  logged "build/fuzz/$name.log" nice -n 19 "build/fuzz/tests/fuzz/fuzz_$name" "${options[@]}" "$learnt" "$seeds"
done
