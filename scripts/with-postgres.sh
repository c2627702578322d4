#!/usr/bin/env bash
# Runs a command with DATABASE_URL set to a throw-away Postgres, which is gone when the command ends.
#
#   scripts/with-postgres.sh COMMAND [ARGUMENT…]
#
# Nothing in it is worth keeping, so it never waits for the disk.

source "$(dirname "$0")/env.sh"
source scripts/setup/system.sh

(($#)) || die "usage: scripts/with-postgres.sh COMMAND [ARGUMENT…]"

bin=$(postgres_bin)
[[ -x $bin/initdb ]] || die "Postgres' server programs are missing: run scripts/setup.sh test"

# Postgres refuses to run as root; another user does it then.
as_user=()
folder=$(mktemp -d "${TMPDIR:-/tmp}/pulseboard-postgres.XXXXXX")
if [[ $(id -u) == 0 ]]; then
  user=postgres
  id "$user" >/dev/null 2>&1 || user=nobody
  chown "$user" "$folder"
  as_user=(setpriv "--reuid=$user" "--regid=$(id -g "$user")" --clear-groups)
fi

postgres_pid=
cleanup() {
  trap - EXIT INT TERM HUP
  if [[ -n $postgres_pid ]]; then
    kill -INT "$postgres_pid" 2>/dev/null || true
    wait "$postgres_pid" 2>/dev/null || true
  fi
  rm -rf "$folder"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
pwfile=$folder/password
(umask 077 && echo "$password" >"$pwfile")
[[ -z ${user:-} ]] || chown "$user" "$pwfile"
(
  cd "$folder"
  quietly "${as_user[@]}" "$bin/initdb" --pgdata="$folder/data" --username=postgres --pwfile="$pwfile" \
    --auth-local=trust --auth-host=password --encoding=UTF8 --locale=C.UTF-8 --no-sync
)

# A port that nobody listens on. Somebody may take it before Postgres does; then another is tried.
for _ in 1 2 3 4 5; do
  port=$(shuf -i 20000-32000 -n 1)
  (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null && continue
  # It ends with this script, even when that is killed.
  setsid "${as_user[@]:-setpriv}" --pdeathsig INT "$bin/postgres" -D "$folder/data" -p "$port" -k "$folder" \
    -c listen_addresses=127.0.0.1 -c max_connections=300 -c fsync=off -c synchronous_commit=off -c full_page_writes=off \
    -c max_wal_size=4GB -c log_min_messages=fatal >"$folder/log" 2>&1 &
  postgres_pid=$!
  for _ in $(seq 200); do
    [[ $(sed -n 8p "$folder/data/postmaster.pid" 2>/dev/null) == ready* ]] && break 2
    kill -0 "$postgres_pid" 2>/dev/null || break
    sleep 0.05
  done
  kill -INT "$postgres_pid" 2>/dev/null || true
  wait "$postgres_pid" 2>/dev/null || true
  postgres_pid=
done
if [[ -z $postgres_pid ]]; then
  cat "$folder/log" >&2
  die "Postgres did not start"
fi

export DATABASE_URL="postgres://postgres:$password@127.0.0.1:$port/postgres"
status=0
"$@" || status=$?
exit "$status"
