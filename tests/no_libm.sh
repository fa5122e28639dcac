#!/usr/bin/env bash
# Checks that static libraries call no transcendental function of the C library: those differ between
# processors and versions, and rows may not. base/real_math.hpp has what is needed instead.
#
#   no_libm.sh LIBRARY.a…
#
# Before that it checks, if there is a compiler, that a call would be found.
set -euo pipefail

[[ $# -gt 0 ]] || { echo "usage: no_libm.sh LIBRARY.a…" >&2; exit 2; }

# In the forms double, float (f), long double (l), with the sign of gamma (_r), and of -ffast-math (__*_finite).
# Exact functions (sqrt, floor, fmod, ldexp…) are the same everywhere and allowed; fma is not: where the
# processor lacks it, it is slow, and it would hide a contraction.
names='log|log2|log10|log1p|exp|exp2|exp10|expm1|pow|pow10|sin|cos|tan|sincos|asin|acos|atan|atan2'
names+='|sinh|cosh|tanh|asinh|acosh|atanh|cbrt|erf|erfc|gamma|lgamma|tgamma|hypot|fma|j0|j1|jn|y0|y1|yn'
forbidden="^((__)?($names)[fl]?(_r)?(_finite)?|_ZGV.*_($names)f?)\$"

# Prints "object: function" for every forbidden function that the library or object $1 refers to.
calls() {
  local listing
  listing=$(nm -A --undefined-only "$1")
  awk -v forbidden="$forbidden" '
    { name = $NF; sub(/@.*/, "", name); if (name ~ forbidden) { sub(/: .*/, "", $0); print $0 ": " name } }' \
    <<<"$listing"
}

self_check() {
  local directory=$1 call
  for call in 'log(x)' 'pow(x, x)' 'sinf(float(x))' 'expl(x)' 'lgamma_r(x, &sign)' 'fma(x, x, x)'; do
    printf '#include <math.h>\nint sign; double f(double x) { return double(%s); }\n' "$call" >"$directory/bad.cpp"
    "$compiler" -O1 -ffp-contract=off -c "$directory/bad.cpp" -o "$directory/bad.o"
    [[ $(calls "$directory/bad.o" | wc -l) == 1 ]] || { echo "self-check: $call was not found" >&2; return 1; }
  done
  printf '#include <math.h>\ndouble f(double x) { return floor(sqrt(x)) + fmod(x, 3); }\n' >"$directory/good.cpp"
  "$compiler" -O1 -c "$directory/good.cpp" -o "$directory/good.o"
  [[ -z $(calls "$directory/good.o") ]] || { echo "self-check: an exact function was refused" >&2; return 1; }
}

compiler=${CXX:-g++}
if command -v "$compiler" >/dev/null; then
  temporary=$(mktemp -d)
  trap 'rm -rf "$temporary"' EXIT
  self_check "$temporary"
else
  echo "self-check skipped: no $compiler here"
fi

status=0
for library in "$@"; do
  found=$(calls "$library")
  [[ -z $found ]] && continue
  printf '%s\n' "$found"
  status=1
done
exit $status
