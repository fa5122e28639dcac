# shellcheck shell=bash
# What the other scripts share: packages, configure and build. They source this file. It needs bash with
# `set -euo pipefail`, builds in the current folder, and prints only to standard error.

# The packages that the program needs to build. The tests and the demo add their own.
# shellcheck disable=SC2034 # used by the scripts that source this
build_packages=(g++ make cmake git ca-certificates
  libfmt-dev libtomlplusplus-dev libcli11-dev libsqlite3-dev libpq-dev libxxhash-dev)

say() { printf 'seedbed: %s\n' "$*" >&2; }

# Runs a command with its output in the file $1. If the command fails, prints the lines with errors and the end.
logged() {
  local log=$1
  shift
  "$@" >"$log" 2>&1 && return
  say "failed: $*"
  { grep -E -A 8 'error|Error|FAILED' "$log" || true; } | head -n 80 >&2
  say "the end of $log:"
  tail -n 20 "$log" >&2
  return 1
}

as_root() {
  if [[ $(id -u) == 0 ]]; then "$@"; else sudo "$@"; fi
}

is_installed() { [[ $(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null) == installed ]]; }

# Installs the given packages that are missing. Prints nothing if all are installed.
install_packages() {
  if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    say "this is not Debian or Ubuntu: install the equivalents of these packages: $*"
    return
  fi
  local missing=() package
  for package in "$@"; do
    is_installed "$package" || missing+=("$package")
  done
  [[ ${#missing[@]} -gt 0 ]] || return 0
  say "installing ${missing[*]}"
  local log
  log=$(mktemp)
  logged "$log" as_root apt-get update -q
  logged "$log" as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}"
  rm -f "$log"
}

# Installs a Postgres server of any version for the tests. Debian's package would also create a cluster `main` and
# start it at every boot. A setting that exists only during the installation prevents that.
install_postgres() {
  if compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || command -v initdb >/dev/null; then return; fi
  if ! command -v apt-get >/dev/null; then
    install_packages postgresql
    return
  fi
  (
    setting=/etc/postgresql-common/createcluster.d/seedbed-tests.conf
    trap 'as_root rm -f "$setting"; as_root rmdir --ignore-fail-on-non-empty "${setting%/*}"' EXIT
    as_root mkdir -p "${setting%/*}"
    echo 'create_main_cluster = false' | as_root tee "$setting" >/dev/null
    install_packages postgresql
  )
}

# Prints the number of compilers to run at once: one per processor, but no more than the memory allows. The largest
# source needs about 1 GB, with sanitizers 1.5 GB.
build_jobs() {
  local jobs memory
  jobs=$(nproc)
  memory=$(awk '/^MemAvailable:/ { print int($2 / 1500000) }' /proc/meminfo)
  if [[ $memory -lt $jobs ]]; then jobs=$memory; fi
  if [[ $jobs -lt 1 ]]; then jobs=1; fi
  echo "$jobs"
}

# The thread sanitizer of g++ 12 does not start if the kernel randomises addresses too much (vm.mmap_rnd_bits above
# 28). The build needs this too, because it runs the test programs to list their cases.
without_address_randomisation() {
  if setarch "$(uname -m)" -R true 2>/dev/null; then setarch "$(uname -m)" -R "$@"; else "$@"; fi
}

# configure_and_build PRESET [-DNAME=VALUE…] [TARGET…] brings build/PRESET, or these targets in it, up to date.
configure_and_build() {
  local preset=$1 launcher= definitions=() targets=()
  shift
  while [[ ${1:-} == -D* ]]; do
    definitions+=("$1")
    shift
  done
  if [[ $# -gt 0 ]]; then targets=(--target "$@"); fi
  mkdir -p "build/$preset"
  if command -v ccache >/dev/null; then launcher=ccache; fi
  logged "build/$preset/configure.log" cmake --preset "$preset" -DCMAKE_CXX_COMPILER_LAUNCHER="$launcher" \
    "${definitions[@]}"
  [[ -e build/$preset/build.log ]] || say "building in build/$preset; the first time takes minutes"
  logged "build/$preset/build.log" without_address_randomisation cmake --build "build/$preset" -j "$(build_jobs)" \
    "${targets[@]}"
}
