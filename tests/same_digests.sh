#!/usr/bin/env bash
# The same rows whatever the C library finds in the processor: its variants for FMA and AVX2 switched off and on.
#   same_digests.sh PATH-OF-seedbed
set -euo pipefail
digests() { "$@" load bank --to null: --set users=300 --threads 1 --json | grep -o '"digest": {[^}]*}'; }
plain=$(digests "$1")
without=$(digests env GLIBC_TUNABLES=glibc.cpu.hwcaps=-FMA,-AVX2,-FMA4,-AVX2_Usable,-FMA_Usable "$1")
[[ -n $plain && $plain == "$without" ]] || { printf 'digests differ:\n%s\n%s\n' "$plain" "$without" >&2; exit 1; }
other=$("$1" load bank --to null: --set users=300 --seed 2 --json 2>/dev/null | grep -o '"digest": {[^}]*}')
[[ $plain != "$other" ]] || { echo "another seed gives the same digests" >&2; exit 1; }
