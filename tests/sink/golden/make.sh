#!/usr/bin/env bash
# Makes the golden files anew: for each NAME.sql what a server sends for `COPY (its query) TO STDOUT`, in binary as
# NAME.bin, and as text in NAME.txt where the text encoder's form is the server's own. Any server from version 15 on
# will do, reached as psql does; it only reads. The tests themselves need none.
#
#   PGHOST=… PGUSER=… tests/sink/golden/make.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

export PGTZ=UTC PGCLIENTENCODING=UTF8 PGDATESTYLE=ISO
as_text=(decimals integers no_columns others texts times)

copy() { # QUERY_FILE OPTIONS
  psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --command="COPY ($(grep -v '^--' "$1")) TO STDOUT $2"
}

for query in *.sql; do copy "$query" '(FORMAT binary)' >"${query%.sql}.bin"; done
for name in "${as_text[@]}"; do copy "$name.sql" '' >"$name.txt"; done
