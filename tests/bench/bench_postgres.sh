#!/usr/bin/env bash
# Compares `seedbed load` into Postgres with psql's \copy of the same rows, and with INSERT statements.
#
#   scripts/postgres.sh tests/bench/bench_postgres.sh SEEDBED [MODEL [PARAMETER=VALUE [ROUNDS]]]
#
# Default: bank, users=50000, 7 rounds. Every round runs each of these once, in turns, and measures from the start of
# the process to its end. Before each, the server does a CHECKPOINT, and an empty schema is created:
#
#   psql         BEGIN, the same CREATE TABLEs, for each table \copy … (FORMAT binary, FREEZE) of a file made
#                beforehand, COMMIT: measured until then, and with the ANALYZE of all tables that ends a load
#   seedbed 1    load --no-indexes --connections 1 --threads 1: it simulates, creates, copies, analyzes, publishes
#   seedbed a    load --no-indexes --connections 1, simulating on all processors
#   seedbed b    load --no-indexes --connections 2, simulating on all processors
#
# Neither side has keys or indexes: for a model with foreign keys, which a load would keep, only the CREATE TABLEs
# are used (--sql). At the end all four must have the rows of the files, byte for byte and in order; this script
# fails if not.
#
# INSERT, once, on the first tenth of each table: prepared files of statements that psql sends, with one transaction
# per thousand rows. 1,000 rows per statement, as doge-datagen's sink sends them (psycopg2's execute_values), and one
# row per prepared statement. The time which that sink needs to make the statements is not included.
#
# SEEDBED_BENCH_DURABLE=1 turns fsync and full_page_writes on, which scripts/postgres.sh turns off.
set -euo pipefail
export LC_ALL=C  # gives EPOCHREALTIME a decimal point

seedbed=$(realpath "${1:?bench_postgres.sh SEEDBED [MODEL [PARAMETER=VALUE [ROUNDS]]]}")
model=${2:-bank}
parameter=${3:-users=50000}
rounds=${4:-7}
: "${PGHOST:?run this by scripts/postgres.sh}"

folder=$(mktemp -d "${TMPDIR:-/tmp}/seedbed-bench.XXXXXX")
sampler=
clean_up() {
  if [[ -n $sampler ]]; then kill "$sampler" 2>/dev/null || true; fi
  rm -rf "$folder"
}
trap clean_up EXIT

sql() { psql -qAtX -v ON_ERROR_STOP=1 "$@"; }
now() { echo "${EPOCHREALTIME/./}"; }  # microseconds

load() {  # SCHEMA OPTION…
  "$seedbed" load "$model" "${bare[@]}" --set "$parameter" --to postgresql: --schema "$1" --no-indexes --quiet "${@:2}"
}

fresh_schema() {
  sql -c "SET client_min_messages = warning" -c "DROP SCHEMA IF EXISTS $1 CASCADE" -c "CREATE SCHEMA $1" -c CHECKPOINT
}

# Processor time of the server in clock ticks: of the postmaster, its children that have ended, and those that run.
# /proc has it for processes of other users too.
server_ticks() {
  { cat /proc/[0-9]*/stat 2>/dev/null || true; } | awk -v postmaster="$(head -n 1 "$SEEDBED_TEST_POSTGRES_DATA/postmaster.pid")" '
    { process = $1; sub(/.*\) /, "") }
    process == postmaster { ticks += $12 + $13 + $14 + $15 }
    $2 == postmaster { ticks += $12 + $13 }
    END { print ticks }'
}

# Prints every tenth of a second: clock, busy and all ticks of the machine's processors.
sample_processors() {
  local _ user nice system idle iowait irq softirq steal
  while true; do
    read -r _ user nice system idle iowait irq softirq steal _ </proc/stat
    echo "$(now) $((user + nice + system + irq + softirq + steal)) $((idle + iowait))"
    sleep 0.1
  done
}

# timed NAME COMMAND…: appends a line to the file NAME: seconds, processor seconds of the client and of the server.
timed() {
  local name=$1 begin end ticks TIMEFORMAT='%U %S'
  shift
  ticks=$(server_ticks)
  begin=$(now)
  { time "$@" >"$folder/output" 2>"$folder/errors"; } 2>"$folder/times" || { cat "$folder/errors" >&2; return 1; }
  end=$(now)
  echo "$begin $end" >>"$folder/$name.span"
  awk -v wall=$((end - begin)) -v ticks=$(($(server_ticks) - ticks)) -v hertz="$(getconf CLK_TCK)" \
    '{ print wall / 1e6, $1 + $2, ticks / hertz }' "$folder/times" >>"$folder/$name"
}

run_psql() {
  fresh_schema bench_psql
  PGOPTIONS='-c search_path=bench_psql -c client_min_messages=warning' timed psql sql -f "$folder/copy.sql"
  awk -v begin="$(tail -n 1 "$folder/psql.span" | cut -d ' ' -f 1)" '{ print $1 - begin / 1e6 }' "$folder/output" \
    >>"$folder/copied"
}

run_seedbed() {  # NAME OPTION…
  fresh_schema "bench_$1"
  timed "$1" load "bench_$1" "${@:2}"
}

run_inserts() {  # NAME
  fresh_schema bench_inserts
  sql -c 'SET search_path = bench_inserts' -f "$folder/tables.sql"
  PGOPTIONS='-c search_path=bench_inserts' timed "$1" sql -f "$folder/$1.sql"
}

# make_inserts TABLE: appends to many.sql and single.sql. Every value is a text; the server infers its type.
make_inserts() {
  local table=$1 columns values parameters
  columns=$(sql -c "SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
                    WHERE attrelid = 'bench_file.$table'::regclass AND attnum > 0")
  values=$(sql -c "SELECT string_agg('quote_nullable(r.' || quote_ident(attname) || ')', ', ' ORDER BY attnum)
                   FROM pg_attribute WHERE attrelid = 'bench_file.$table'::regclass AND attnum > 0")
  parameters=$(sql -c "SELECT string_agg('\$' || attnum, ', ' ORDER BY attnum) FROM pg_attribute
                       WHERE attrelid = 'bench_file.$table'::regclass AND attnum > 0")
  local first="SELECT row_number() OVER () - 1 AS n, t.* FROM bench_file.$table t
               LIMIT (SELECT count(*) / 10 FROM bench_file.$table)"
  sql -c "SELECT 'INSERT INTO $table ($columns) VALUES '
            || string_agg('(' || concat_ws(', ', $values) || ')', ', ' ORDER BY n) || ';'
          FROM ($first) r GROUP BY n / 1000 ORDER BY n / 1000" >>"$folder/many.sql"
  {
    echo "PREPARE one AS INSERT INTO $table ($columns) VALUES ($parameters);"
    sql -c "SELECT CASE WHEN n % 1000 = 0 THEN 'COMMIT; BEGIN; ' ELSE '' END
              || 'EXECUTE one(' || concat_ws(', ', $values) || ');' FROM ($first) r ORDER BY n"
    echo "DEALLOCATE one;"
  } >>"$folder/single.sql"
}

make_files() {
  local table
  "$seedbed" schema "$model" --dialect postgres >"$folder/schema.sql"
  sed '/^-- Keys and indexes/,$d' "$folder/schema.sql" >"$folder/tables.sql"
  bare=()
  if grep -q REFERENCES "$folder/schema.sql"; then
    mkdir "$folder/sql"
    cp "$folder/tables.sql" "$folder/sql"
    bare=(--sql "$folder/sql")
  fi
  fresh_schema bench_file
  load bench_file --json >"$folder/summary"
  mapfile -t tables < <(sql -c "SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'bench_file'::regnamespace
    AND c.relkind = 'r' AND c.relname <> 'seedbed_load' ORDER BY pg_relation_size(c.oid) DESC")
  {
    echo 'BEGIN;'
    cat "$folder/tables.sql"
    for table in "${tables[@]}"; do echo "\\copy $table FROM '$folder/$table.copy' (FORMAT binary, FREEZE)"; done
    printf 'COMMIT;\nSELECT extract(epoch FROM clock_timestamp());\n'
    printf 'ANALYZE %s;\n' "${tables[@]}"
  } >"$folder/copy.sql"
  echo 'BEGIN;' >"$folder/single.sql"
  for table in "${tables[@]}"; do
    sql -c "\\copy bench_file.$table TO '$folder/$table.copy' (FORMAT binary)"
    make_inserts "$table"
  done
  echo 'COMMIT;' >>"$folder/single.sql"
}

require_same_rows() {
  local schema table
  for schema in bench_psql bench_one bench_a bench_b; do
    for table in "${tables[@]}"; do
      sql -c "COPY $schema.$table TO STDOUT (FORMAT binary)" | cmp - "$folder/$table.copy" || {
        echo "bench_postgres: $schema.$table holds other rows than the file" >&2
        return 1
      }
    done
  done
}

medians() {  # the median of the numbers in standard input, and in brackets the minimum and maximum
  sort -g | awk '{ v[NR] = $1 } END { printf "%.2f (%.2f-%.2f)", (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2, v[1], v[NR] }'
}

print_rate() {  # TEXT NAME
  printf '%-34s %s M rows/s' "$1" "$(awk -v rows="$rows" '{ print rows / 1e6 / $1 }' "$folder/$2" | medians)"
}

print_side() {  # TEXT NAME: the rate, and the processors that client and server used
  print_rate "$1" "$2"
  printf '; processor time / time: client %s, server %s\n' "$(awk '{ print $2 / $1 }' "$folder/$2" | medians)" \
    "$(awk '{ print $3 / $1 }' "$folder/$2" | medians)"
}

print_ratio() {  # TEXT NAME OTHER: of the rates, round by round
  printf '%-34s %s\n' "$1" "$(paste -d ' ' <(cut -d ' ' -f 1 "$folder/$3") <(cut -d ' ' -f 1 "$folder/$2") |
    awk '{ print $1 / $2 }' | medians)"
}

# The machine's processors during the runs of a side: the share of time in which they were busy with any process.
print_busy() {  # TEXT NAME
  printf '%-34s %s\n' "$1" "$(awk 'NR == FNR { begin[NR] = $1; end[NR] = $2; runs = NR; next }
      { for (r = 1; r <= runs; ++r) if (at && at >= begin[r] && $1 <= end[r]) {
          b = $2 - busy; i = $3 - idle; all_b += b; all_i += i; ++n; if (b >= 0.9 * (b + i)) ++full } }
      { at = $1; busy = $2; idle = $3 }
      END { printf "%.0f%% of the time, at least 90%% in %.0f%% of %d samples", 100 * all_b / (all_b + all_i), 100 * full / n, n }' \
    "$folder/$2.span" "$folder/processors")"
}

if [[ ${SEEDBED_BENCH_DURABLE:-0} == 1 ]]; then
  sql -c 'ALTER SYSTEM SET fsync = on' -c 'ALTER SYSTEM SET full_page_writes = on' -c 'SELECT pg_reload_conf()' >/dev/null
fi
make_files
rows=$(sed -n 's/.*"rows_total": \([0-9]*\).*/\1/p' "$folder/summary")

sample_processors >"$folder/processors" &
sampler=$!
loads=
for ((round = 0; round < rounds; ++round)); do
  loads+=" $(cut -d ' ' -f 1 /proc/loadavg)"
  if ((round % 2 == 0)); then
    run_psql
    run_seedbed one --connections 1 --threads 1
    run_seedbed a --connections 1
    run_seedbed b --connections 2
  else
    run_seedbed b --connections 2
    run_seedbed a --connections 1
    run_seedbed one --connections 1 --threads 1
    run_psql
  fi
done
kill "$sampler"
sampler=
require_same_rows

sql -F ' ' -c "SELECT 'server    ' || current_setting('server_version'), string_agg(name || ' ' || current_setting(name), ', ')
  FROM unnest(ARRAY['wal_level', 'fsync', 'full_page_writes', 'synchronous_commit', 'shared_buffers', 'max_wal_size']) name"
printf '%s with %s: %s rows, %s; the largest table has %s of the bytes; the same rows on all sides\n' "$model" "$parameter" "$rows" \
  "$(cat "$folder"/*.copy | wc -c | awk '{ printf "%.0f MB as binary COPY", $1 / 1e6 }')" \
  "$(wc -c "$folder"/*.copy | awk '$2 != "total" && $1 > most { most = $1 } $2 == "total" || NR == 1 { all = $1 } END { printf "%.0f%%", 100 * most / all }')"
printf 'medians of %d rounds, least and most; load before each round:%s\n' "$rounds" "$loads"
print_rate 'psql \copy until COMMIT' copied
echo
print_side 'psql \copy and ANALYZE' psql
print_side 'seedbed, 1 connection, 1 thread' one
print_side 'seedbed, 1 connection' a
print_side 'seedbed, 2 connections' b
print_ratio 'seedbed 1 thread / psql + ANALYZE' one psql
print_ratio 'seedbed 1 thread / psql to COMMIT' one copied
print_ratio 'two connections / one' b a
print_busy 'processors busy, 1 connection' a
print_busy 'processors busy, 2 connections' b

ours=$(awk -v rows="$rows" '{ print rows / $1 }' "$folder/one" | medians | cut -d ' ' -f 1)
inserted=0
for table in "${tables[@]}"; do inserted=$((inserted + $(sql -c "SELECT count(*) / 10 FROM bench_file.$table"))); done
for side in many single; do
  run_inserts "$side"
  seconds=$(cut -d ' ' -f 1 "$folder/$side")
  rate=$(awk -v rows="$inserted" -v s="$seconds" 'BEGIN { print rows / s }')
  if [[ $side == many ]]; then text='INSERT, 1,000 rows per statement'; else text='INSERT prepared, one row per statement'; fi
  awk -v text="$text" -v rate="$rate" -v ours="$ours" \
    'BEGIN { printf "%-34s %.0f thousand rows/s; seedbed is %.1f times as fast\n", text, rate / 1000, ours / rate }'
done
awk -v ours="$ours" 'BEGIN { printf "%-34s %.1f\n", "seedbed / 49 thousand rows/s", ours / 49000 }'
