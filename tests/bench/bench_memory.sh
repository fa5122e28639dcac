#!/usr/bin/env bash
# Peak memory of `seedbed load bank --to null:`: bytes per user, by the growth between two populations, and the
# growth of the peak with ten times the duration. Both with one thread and with two.
#
#   bench_memory.sh SEEDBED [FEWER_USERS [MORE_USERS [DAYS]]]        100,000 and 1,000,000 users over 30 days
#
# The peak is the one that --json reports. If /usr/bin/time is installed, its measurement of every run must be the
# same within 2%; this script fails if not.
set -euo pipefail

seedbed=${1:?bench_memory.sh SEEDBED [FEWER_USERS [MORE_USERS [DAYS]]]}
fewer=${2:-100000}
more=${3:-1000000}
days=${4:-30}

counted=$(mktemp)
trap 'rm -f "$counted"' EXIT

# peak USERS DAYS THREADS: bytes.
peak() {
  local json bytes command=("$seedbed" load bank --to null: --set "users=$1" --duration "${2}d" --threads "$3" --quiet --json)
  if [[ -x /usr/bin/time ]]; then
    json=$(/usr/bin/time -o "$counted" -f %M "${command[@]}")
  else
    json=$("${command[@]}")
  fi
  bytes=$(sed -n 's/.*"peak_rss_bytes": \([0-9]*\).*/\1/p' <<<"$json")
  if [[ -s $counted ]]; then
    awk -v own="$bytes" -v other="$(<"$counted")" 'BEGIN {
      other *= 1024
      if (own < other * 0.98 || own > other * 1.02) {
        print "bench_memory: --json reports a peak of " own " bytes, /usr/bin/time one of " other > "/dev/stderr"
        exit 1
      }
    }'
  fi
  echo "$bytes"
}

for threads in 1 2; do
  small=$(peak "$fewer" "$days" "$threads")
  large=$(peak "$more" "$days" "$threads")
  awk -v threads="$threads" -v a="$fewer" -v b="$more" -v small="$small" -v large="$large" 'BEGIN {
    printf "threads %d: %d users %.1f MB, %d users %.1f MB:  %.0f bytes a user\n",
           threads, a, small / 1e6, b, large / 1e6, (large - small) / (b - a)
  }'
  long=$(peak "$fewer" $((days * 10)) "$threads")
  awk -v threads="$threads" -v users="$fewer" -v days="$days" -v short="$small" -v long="$long" 'BEGIN {
    printf "threads %d: %d users, %d days %.1f MB, %d days %.1f MB:  ratio %.3f\n",
           threads, users, days, short / 1e6, days * 10, long / 1e6, long / short
  }'
done
