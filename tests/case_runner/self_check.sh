#!/usr/bin/env bash
# Checks that the runner of text cases finds what is wrong: each case below must fail, for the reason beside it.
#
#   self_check.sh CASE_RUNNER PROGRAM
set -euo pipefail
runner=$1 program=$2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir -p "$folder/bin" "$folder/files"
printf 'one\ntwo\ntwo\n' >"$folder/files/lines.txt"

failures=0
complain() {
  echo "$1" >&2
  sed 's/^/  | /' "$folder/said" >&2
  failures=$((failures + 1))
}

run_case() {
  local status=0
  cat >"$folder/a.case"
  "$runner" "$program" "$folder" "$folder/a.case" >"$folder/said" 2>&1 || status=$?
  echo "$status"
}

# expect STATUS PHRASE: the case on standard input ends so, and the output holds the phrase.
expect() {
  local status
  status=$(run_case)
  if [[ $status != "$1" ]] || ! grep -qF -- "$2" "$folder/said"; then
    complain "expected exit code $1 (it was $status) and '$2' from:
$(cat "$folder/a.case")"
  fi
}

expect 0 '1 cases, 0 of them wrong' <<'END'
=== Everything holds
--- edit lines.txt as b.txt
-one
+three
@@
 two
-two
---
--- use b.txt as d.txt
--- use lines.txt
--- file c.txt
\ is kept
---
$ cmp b.txt d.txt; cat b.txt lines.txt c.txt; echo '$ 5'; echo a 12.5 b; echo oops >&2; exit 3
three
two
one
two
two
\\ is kept
\$ 5
a {number} {...}
! oops
? 3
END
expect 1 '+ right' <<'END'
=== Another line on standard output
$ echo right
wrong
END
expect 1 '+ more' <<'END'
=== A line more than expected
$ echo right; echo more
right
END
expect 1 '- more' <<'END'
=== A line fewer
$ echo right
right
more
END
expect 1 '+ ! oops' <<'END'
=== Nothing is expected on standard error
$ echo oops >&2
END
expect 1 '+ ? 3' <<'END'
=== Another exit code
$ exit 3
END
expect 1 '- ? 3' <<'END'
=== An exit code that does not come
$ true
? 3
END
expect 1 '+ a b' <<'END'
=== A placeholder for a number takes no word
$ echo a b
a {number}
END
expect 1 '+ b' <<'END'
=== The lines after any lines count
$ printf 'a\nb\n'
{lines}
c
END
expect 1 '3: there is no directive' <<'END'
=== A directive that does not exist
$ true
--- fill a.txt
---
END
expect 1 '2: the section does not end' <<'END'
=== A section without an end
--- file a.txt
a
$ true
END
expect 1 '1: the case runs no command' <<'END'
=== A case without a command
--- file a.txt
---
END
expect 1 'the file has no case' <<'END'
# Nothing.
END
expect 1 '3: a case of this title exists already' <<'END'
=== Twice
$ true
=== Twice
$ true
END
expect 1 'the source has no such lines' <<'END'
=== An edit of lines that are not there
--- edit lines.txt as b.txt
-four
---
$ true
END
expect 1 'more than once' <<'END'
=== An edit of lines that are there twice
--- edit lines.txt as b.txt
-two
---
$ true
END
expect 1 'expected an exit code from 1 to 255' <<'END'
=== An exit code that is none
$ true
? three
END
unset SEEDBED_TEST_POSTGRES
expect 4 'needs a Postgres server' <<'END'
--- needs postgres
=== Not run without a server
$ false
END

# --update keeps placeholders and writes what else was printed.
cat >"$folder/a.case" <<'END'
=== To be updated
$ echo a 1; echo c
a {number}
b
END
"$runner" "$program" "$folder" --update "$folder/a.case" >"$folder/said"
if ! diff -u - "$folder/a.case" >"$folder/said" <<'END'; then
=== To be updated
$ echo a 1; echo c
a {number}
c
END
  complain "--update wrote something else:"
fi
[[ $failures == 0 ]]
