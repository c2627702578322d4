#!/usr/bin/env bash
# Sets up a real Superset, fills it with dashboards that are healthy, broken, empty and slow on purpose, and has Pulseboard
# judge each of them. Not part of the quick tests: it downloads 800 MB the first time, and takes some minutes.
#
#   scripts/superset/judge.sh            version 6.1.0
#   scripts/superset/judge.sh 4.1.4      another one of requirements/
#
# With SUPERSET_RECORD=1 the answers are taken down for the tests that need no Superset (server/tests/connectors).

source "$(dirname "$0")/../env.sh"

export SUPERSET_VERSION=${1:-${SUPERSET_VERSION:-6.1.0}}
[[ -e scripts/superset/requirements/$SUPERSET_VERSION.txt ]] ||
  die "no such version: $SUPERSET_VERSION. There are: $(cd scripts/superset/requirements && echo *.txt)"
export SUPERSET_PORT=${SUPERSET_PORT:-8088}
export SUPERSET_URL=http://127.0.0.1:$SUPERSET_PORT

trap 'scripts/superset/target.sh stop' EXIT
say "Superset $SUPERSET_VERSION"
scripts/superset/target.sh start
say "Judgement"
cargo test "${SERVER_PACKAGES[@]}" --test connectors -- --ignored --nocapture real_superset
