#!/usr/bin/env bash
# Keeps .sqlx, the answers of the database that builds check queries against, in step with store/ and migrations/.
#
#   scripts/sqlx.sh prepare   writes .sqlx anew
#   scripts/sqlx.sh check     fails where .sqlx is not what prepare would write
#
# DATABASE_URL names a Postgres server on which databases may be created; a scratch database is made there and
# dropped at the end. The same as `cargo sqlx prepare`, without sqlx-cli: the macros of sqlx write one file per query
# into SQLX_OFFLINE_DIR when they ask a live database.
set -euo pipefail
cd "$(dirname "$0")/.."

mode=${1:-}
if [[ $mode != prepare && $mode != check ]]; then
  echo "usage: scripts/sqlx.sh prepare|check" >&2
  exit 2
fi
if [[ -z ${DATABASE_URL:-} ]]; then
  echo "scripts/sqlx.sh: set DATABASE_URL to a Postgres server on which databases may be created" >&2
  exit 2
fi
for tool in psql cargo; do
  command -v "$tool" >/dev/null || { echo "scripts/sqlx.sh: $tool is not on PATH" >&2; exit 2; }
done

server=$DATABASE_URL
scratch=pulseboard_sqlx_$$
fresh=$(mktemp -d)
cleanup() {
  rm -rf "$fresh"
  psql "$server" --quiet --no-psqlrc -c "drop database if exists $scratch" >/dev/null || true
}
trap cleanup EXIT

# The address with another database in the place of its own: up to the slash behind the host, then what follows a
# question mark (a socket's folder can be there).
query=""
base=$server
if [[ $server == *\?* ]]; then
  query="?${server#*\?}"
  base=${server%%\?*}
fi
authority=${base#*://}
scratch_url="${base%%://*}://${authority%%/*}/$scratch$query"

psql "$server" --quiet --no-psqlrc -c "create database $scratch"
for migration in migrations/*.sql; do
  PGOPTIONS="--client-min-messages=warning" \
    psql "$scratch_url" --quiet --no-psqlrc --single-transaction -v ON_ERROR_STOP=1 -f "$migration"
done

# Macros run when the crate is compiled, and it is compiled when a file of it is newer than the last build. The next
# build takes .sqlx again, and must not think that it is up to date.
touch store/src/lib.rs
DATABASE_URL=$scratch_url SQLX_OFFLINE=false SQLX_OFFLINE_DIR=$fresh cargo check --quiet -p store
touch store/src/lib.rs

if [[ $mode == prepare ]]; then
  mkdir -p .sqlx
  rm -f .sqlx/query-*.json
  cp "$fresh"/query-*.json .sqlx/
  echo "wrote $(find .sqlx -name 'query-*.json' | wc -l) queries to .sqlx"
elif diff --recursive --brief .sqlx "$fresh"; then
  echo ".sqlx is up to date"
else
  echo ".sqlx is out of date: run scripts/sqlx.sh prepare and commit what it writes" >&2
  exit 1
fi
