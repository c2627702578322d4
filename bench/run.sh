#!/usr/bin/env bash
# Measures the release build that is there, and says which figures reach their bars. `make bench` builds it first.
#
#   bench/run.sh                  everything
#   bench/run.sh SECTION…         only these: start, memory, requests, nodelay, ingest, weight, browser;
#                                 and, only when asked for: center, plan, targets, slots
#
# BENCH_SECONDS (6) is how long each load lasts, BENCH_EVENTS (20000) how much the organization has to show, and
# BENCH_STRICT=1 makes a missed bar fail the run. README.md says how to read the table.

set -euo pipefail
cd "$(dirname "$0")/.."

for needed in target/release/pulseboard target/site/manifest.json; do
  [[ -e $needed ]] || { echo "error: $needed isn't there: run make build" >&2; exit 1; }
done

# shellcheck disable=SC1091
source scripts/setup/chromium.sh
have() { command -v "$1" >/dev/null 2>&1; }
PULSEBOARD_CHROMIUM=$(system_chromium || true)
export PULSEBOARD_CHROMIUM
exec node bench/bench.js "$@"
