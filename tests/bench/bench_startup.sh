#!/usr/bin/env bash
# The time of `seedbed version` and `seedbed check bank` from start to end: the median of 20 runs each. It includes
# the time that the shell needs to start a program.
#
#   bench_startup.sh SEEDBED [RUNS]
set -euo pipefail
export LC_ALL=C  # gives EPOCHREALTIME a decimal point

seedbed=${1:?bench_startup.sh SEEDBED [RUNS]}
runs=${2:-20}

# median_ms COMMAND…
median_ms() {
  local i begin
  for ((i = 0; i < runs; ++i)); do
    begin=${EPOCHREALTIME/./}
    "$@" >/dev/null
    echo $((${EPOCHREALTIME/./} - begin))
  done | sort -n | awk '{ time[NR] = $1 }
    END { printf "%.1f", (time[int((NR + 1) / 2)] + time[int(NR / 2) + 1]) / 2 / 1000 }'
}

printf 'seedbed version     %5s ms\n' "$(median_ms "$seedbed" version)"
printf 'seedbed check bank  %5s ms\n' "$(median_ms "$seedbed" check bank)"
