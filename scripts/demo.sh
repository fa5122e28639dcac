#!/usr/bin/env bash
# Builds seedbed, fills demo.db with the model mobile and prints what it holds. Installs what is missing (apt).
#
#   scripts/demo.sh [OPTION OF seedbed load…]        e.g. scripts/demo.sh --set users=1000 --seed 7
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/setup.sh
source scripts/setup.sh

install_packages "${build_packages[@]}" sqlite3
configure_and_build release -DSEEDBED_TESTS=OFF -DSEEDBED_WARNINGS_AS_ERRORS=OFF
build/release/seedbed load mobile --to sqlite:demo.db --if-exists replace "$@"

query() { sqlite3 -batch -readonly demo.db "$@"; }

echo
echo "demo.db holds"
tables=$(query "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\_%' ESCAPE '\'
                AND name <> 'seedbed_load' ORDER BY name")
for table in $tables; do
  query "SELECT printf('  %-16s %,12d rows', '$table', count(*)) FROM \"$table\""
done
echo
echo "Results of the ads, by kind of network:"
query -header -column "
  SELECT kind, sum(impressions) AS impressions, sum(clicks) AS clicks, sum(installs) AS installs,
         round(100.0 * sum(clicks) / nullif(sum(impressions), 0), 2) AS click_pct,
         round(100.0 * sum(installs) / nullif(sum(clicks), 0), 2) AS install_pct
  FROM funnel GROUP BY kind ORDER BY clicks DESC"
echo
echo "Share of installs that are opened again, by days after the install:"
query -header -column "
  SELECT day, sum(installs) AS installs, round(100.0 * sum(opened) / sum(installs), 1) AS opened_pct
  FROM retention WHERE day IN (1, 7, 30) GROUP BY day"
echo
echo "Next: sqlite3 demo.db, docs/models/mobile.md, or build/release/seedbed --help"
echo "Into your own Postgres: build/release/seedbed load mobile --to postgresql://USER@HOST/DATABASE"
