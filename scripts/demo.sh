#!/usr/bin/env bash
# Builds seedbed and fills demo.db with the bank model, then shows what it holds. Installs what is missing (apt).
#
#   scripts/demo.sh [OPTION OF seedbed load…]        e.g. scripts/demo.sh --set users=1000 --seed 7
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/setup.sh
source scripts/setup.sh

install_packages "${build_packages[@]}" sqlite3
configure_and_build release -DSEEDBED_TESTS=OFF -DSEEDBED_WARNINGS_AS_ERRORS=OFF
build/release/seedbed load bank --to sqlite:demo.db --if-exists replace "$@"

query() { sqlite3 -batch -readonly demo.db "$@"; }

echo
echo "demo.db holds"
tables=$(query "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\_%' ESCAPE '\'
                AND name <> 'seedbed_load' ORDER BY name")
for table in $tables; do
  query "SELECT printf('  %-12s %,12d rows', '$table', count(*)) FROM \"$table\""
done
echo
query "SELECT printf('%,d times a user with little money looked at a loan and left without one; the first:', count(*))
       FROM left_without_loan"
query -header -column "SELECT * FROM left_without_loan ORDER BY left_at LIMIT 5"
echo
echo "Next: sqlite3 demo.db, or build/release/seedbed --help"
echo "Into your own Postgres: build/release/seedbed load bank --to postgresql://USER@HOST/DATABASE"
