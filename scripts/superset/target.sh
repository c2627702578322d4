#!/usr/bin/env bash
# A real Apache Superset on loopback, with content that is healthy, broken, empty and slow on purpose. Idempotent.
#
#   scripts/superset/target.sh start    install, migrate, start Postgres and Superset, seed: what of it is missing
#   scripts/superset/target.sh stop     stop both
#   scripts/superset/target.sh status   say what runs
#   scripts/superset/target.sh repair   give the renamed column its old name back
#   scripts/superset/target.sh break    rename it again
#   scripts/superset/target.sh reset    throw metadata and data away (what was installed stays) and start again
#
# SUPERSET_VERSION is one of requirements/*.txt (6.1.0). Everything is kept in target/superset/VERSION. Others: SUPERSET_PORT
# (8088), PG_PORT (15433), WITH_PG (auto|0|1), PYTHON (3.10 to 3.12), SUPERSET_WORKERS, SUPERSET_THREADS, SEED=force (look at
# the content again), EXTRA_DASHBOARDS, and what superset_config.py reads.

set -euo pipefail
umask 022
HERE="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
SUPERSET_VERSION="${SUPERSET_VERSION:-6.1.0}"
export SUPERSET_BASE="${SUPERSET_BASE:-$HERE/../../target/superset/$SUPERSET_VERSION}"
mkdir -p "$SUPERSET_BASE"
SUPERSET_BASE="$(cd "$SUPERSET_BASE" && pwd)"
BASE="$SUPERSET_BASE"
PORT="${SUPERSET_PORT:-8088}"
PG_PORT="${PG_PORT:-15433}"
WITH_PG="${WITH_PG:-auto}"
URL="http://127.0.0.1:$PORT"
REQUIREMENTS="$HERE/requirements/$SUPERSET_VERSION.txt"
PYTHON="${PYTHON:-}"
if [ -z "$PYTHON" ]; then
  for p in "$HOME"/.pyenv/versions/3.11.*/bin/python3 "$(command -v python3.11 || true)" "$(command -v python3)"; do
    if [ -x "$p" ] && "$p" -c 'import sys; sys.exit(sys.version_info[:2] not in ((3,10),(3,11),(3,12)))'; then
      PYTHON="$p"; break
    fi
  done
fi
export SUPERSET_CONFIG_PATH="$HERE/superset_config.py" FLASK_APP="superset.app:create_app()" \
       SUPERSET_HOME="$BASE/home" SUPERSET_URL="$URL" PYTHONWARNINGS=ignore
unset HTTP_PROXY HTTPS_PROXY http_proxy https_proxy || true
mkdir -p "$BASE/home" "$BASE/run" "$BASE/fixtures"
say() { echo "[$(date +%T)] $*"; }

# ---- Postgres (optional) ---------------------------------------------------
PGBIN="$(find /usr/lib/postgresql -mindepth 2 -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1)"
[ "$WITH_PG" = 0 ] && PGBIN=""
[ "$WITH_PG" = 1 ] && [ -z "$PGBIN" ] && { echo "Postgres wanted but not installed (apt-get install postgresql)"; exit 1; }
PGDATA_DIR="$BASE/pg"
as_pg() {  # Postgres refuses to run as root
  if [ "$(id -u)" = 0 ]; then setpriv --reuid=postgres --regid=postgres --clear-groups env -u PGDATA LC_ALL=C.UTF-8 "$@"
  else env LC_ALL=C.UTF-8 "$@"; fi
}
pg_up() { [ -n "$PGBIN" ] && "$PGBIN/pg_isready" -q -t 2 -h 127.0.0.1 -p "$PG_PORT"; }
pg_start() {
  [ -n "$PGBIN" ] || { say "no Postgres server found: seeding the SQLite part only"; return 0; }
  if [ ! -f "$PGDATA_DIR/PG_VERSION" ]; then
    say "initdb"
    rm -rf "$PGDATA_DIR"; mkdir -m 700 "$PGDATA_DIR"
    [ "$(id -u)" = 0 ] && chown postgres:postgres "$PGDATA_DIR"
    as_pg timeout 60 "$PGBIN/initdb" -D "$PGDATA_DIR" -U postgres -A trust -E UTF8 --locale=C.UTF-8 >"$BASE/run/initdb.log" 2>&1
    cat >>"$PGDATA_DIR/postgresql.conf" <<CONF
listen_addresses = '127.0.0.1'
port = $PG_PORT
unix_socket_directories = '$PGDATA_DIR'
fsync = off
synchronous_commit = off
shared_buffers = 32MB
max_connections = 60
CONF
  fi
  if ! pg_up; then
    say "starting Postgres on 127.0.0.1:$PG_PORT"
    for i in 1 2 3 4 5; do   # after a crash the old backends need a moment to go
      as_pg timeout 60 "$PGBIN/pg_ctl" -D "$PGDATA_DIR" -l "$PGDATA_DIR/server.log" -w -t 30 start >/dev/null && break
      [ "$i" = 5 ] && { tail -5 "$PGDATA_DIR/server.log"; exit 1; }
      sleep 3
    done
  fi
  local q=(timeout 20 "$PGBIN/psql" -qX -h 127.0.0.1 -p "$PG_PORT" -U postgres -v ON_ERROR_STOP=1)
  "${q[@]}" -d postgres -tAc "SELECT 1 FROM pg_roles WHERE rolname='acme'" | grep -q 1 || "${q[@]}" -d postgres \
    -c "CREATE ROLE acme LOGIN PASSWORD 'acme'" -c "CREATE ROLE acme_reader LOGIN PASSWORD 'acme_reader'"
  "${q[@]}" -d postgres -tAc "SELECT 1 FROM pg_database WHERE datname='acme'" | grep -q 1 || \
    "${q[@]}" -d postgres -c "CREATE DATABASE acme OWNER acme"
  export PG_DSN="postgresql://acme:acme@127.0.0.1:$PG_PORT/acme"
}
pg_stop() { if pg_up; then as_pg timeout 60 "$PGBIN/pg_ctl" -D "$PGDATA_DIR" -m fast -w -t 30 stop >/dev/null && say "Postgres stopped"; fi; }

# ---- Superset --------------------------------------------------------------
healthy() { curl -sf --noproxy '*' -m 3 -o /dev/null "$URL/health"; }
install() {
  if [ -x "$BASE/venv/bin/superset" ] && cmp -s "$REQUIREMENTS" "$BASE/venv/.installed"; then return; fi
  [ -n "$PYTHON" ] || { echo "no Python 3.10-3.12 found"; exit 1; }
  say "installing with $PYTHON (about 1 minute)"
  [ -x "$BASE/venv/bin/pip" ] || "$PYTHON" -m venv "$BASE/venv"
  timeout 120 "$BASE/venv/bin/pip" install -q --upgrade pip "setuptools<81" wheel >>"$BASE/run/pip.log" 2>&1
  timeout 570 "$BASE/venv/bin/pip" install -q -r "$REQUIREMENTS" >>"$BASE/run/pip.log" 2>&1 || {
    tail -20 "$BASE/run/pip.log"; exit 1; }
  cp "$REQUIREMENTS" "$BASE/venv/.installed"
}
migrate() {
  [ -f "$BASE/home/.initialised" ] && return
  cd "$BASE"
  say "superset db upgrade"
  timeout 300 "$BASE/venv/bin/superset" db upgrade >"$BASE/run/db-upgrade.log" 2>&1 || { tail -20 "$BASE/run/db-upgrade.log"; exit 1; }
  say "superset fab create-admin"
  timeout 120 "$BASE/venv/bin/superset" fab create-admin --username admin --firstname Ada --lastname Admin \
    --email admin@example.test --password "${SUPERSET_ADMIN_PASSWORD:-admin-loopback}" >"$BASE/run/create-admin.log" 2>&1
  say "superset init"
  timeout 300 "$BASE/venv/bin/superset" init >"$BASE/run/init.log" 2>&1 || { tail -20 "$BASE/run/init.log"; exit 1; }
  # WAL lets readers and the request log's writer work side by side
  "$BASE/venv/bin/python" -c "import sqlite3;sqlite3.connect('$BASE/home/superset.db').execute('pragma journal_mode=wal')"
  touch "$BASE/home/.initialised"
}
serve() {
  if [ -f "$BASE/run/gunicorn.pid" ] && ! kill -0 "$(cat "$BASE/run/gunicorn.pid")" 2>/dev/null; then
    rm -f "$BASE/run/gunicorn.pid"   # the master died: its workers go by themselves within seconds
    for _ in $(seq 1 40); do healthy || break; sleep 0.5; done
  fi
  if healthy; then say "Superset already answers on $URL"; return; fi
  say "starting gunicorn on $URL"
  cd "$BASE"
  setsid "$BASE/venv/bin/gunicorn" -w "${SUPERSET_WORKERS:-2}" -k gthread --threads "${SUPERSET_THREADS:-8}" --timeout 120 \
    --graceful-timeout 5 -b "127.0.0.1:$PORT" --pid "$BASE/run/gunicorn.pid" --access-logfile "$BASE/run/access.log" \
    --access-logformat '%(t)s "%(r)s" %(s)s %(b)s %(M)sms' --error-logfile "$BASE/run/error.log" \
    "superset.app:create_app()" >"$BASE/run/gunicorn.out" 2>&1 </dev/null &
  for _ in $(seq 1 120); do healthy && { say "Superset is up"; return; }; sleep 0.5; done
  echo "Superset did not come up in 60 s:"; tail -20 "$BASE/run/error.log" "$BASE/run/gunicorn.out"; exit 1
}
stop() {
  if [ -f "$BASE/run/gunicorn.pid" ] && pid="$(cat "$BASE/run/gunicorn.pid")" && kill "$pid" 2>/dev/null; then
    for _ in $(seq 1 40); do kill -0 "$pid" 2>/dev/null || break; sleep 0.25; done
    say "Superset stopped"
  fi
  rm -f "$BASE/run/gunicorn.pid"
  pg_stop
}
start() {
  local t0=$SECONDS
  install; pg_start; migrate; serve
  if [ ! -f "$BASE/home/.seeded" ] || [ "${SEED:-auto}" = force ]; then
    say "seeding"
    timeout 300 "$BASE/venv/bin/python" "$HERE/seed.py"
    touch "$BASE/home/.seeded"
  fi
  say "ready in $((SECONDS - t0)) s: $URL (admin / ${SUPERSET_ADMIN_PASSWORD:-admin-loopback}; svc_validator / user-loopback)"
}
# The column that the dashboard "inventory" misses: the name it has, and the name it shall have.
rename_column() {
  "$BASE/venv/bin/python" - "$BASE/home/acme.db" "$1" "$2" <<'PYTHON'
import sqlite3, sys
base, old, new = sys.argv[1:]
with sqlite3.connect(base, timeout=30) as connection:
    if old in {row[1] for row in connection.execute("PRAGMA table_info(inventory)")}:
        connection.execute(f"ALTER TABLE inventory RENAME COLUMN {old} TO {new}")
PYTHON
}
case "${1:-start}" in
  start) start ;;
  stop) stop ;;
  repair) rename_column unit_cost_eur unit_cost ;;
  break) rename_column unit_cost unit_cost_eur ;;
  status)
    if healthy; then say "Superset answers on $URL"; else say "Superset does not answer"; fi
    if pg_up; then say "Postgres answers on $PG_PORT"; else say "Postgres does not answer"; fi
    ;;
  reset) stop; rm -rf "${BASE:?}/home" "$PGDATA_DIR" "$BASE/manifest.json"; mkdir -p "$BASE/home"; start ;;
  *) echo "usage: $0 [start|stop|status|repair|break|reset]"; exit 2 ;;
esac
