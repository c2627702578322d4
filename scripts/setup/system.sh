# What comes from the system's package manager: a C compiler, a few tools, and Postgres' server programs.
# shellcheck shell=bash

as_root() {
  if [[ $(id -u) == 0 ]]; then
    "$@"
  elif have sudo; then
    sudo "$@"
  else
    die "this step needs root and there is no sudo: $*"
  fi
}

# Installs packages. The lists are refreshed once per run.
apt_install() {
  have apt-get || die "missing: $*. Set-up knows Debian and Ubuntu; install these by hand and run it again."
  say "Installing packages: $*"
  if [[ -z ${APT_REFRESHED:-} ]]; then
    as_root apt-get update -qq
    APT_REFRESHED=1
  fi
  quietly as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"
}

has_build_packages() {
  have cc && have make && have curl && have git && [[ -e /etc/ssl/certs/ca-certificates.crt && -e /usr/include/stdlib.h ]]
}

install_build_packages() {
  has_build_packages || apt_install ca-certificates curl gcc git libc6-dev make
}

# The folder of Postgres' server programs: the operator's choice, else the newest that is installed.
postgres_bin() {
  if [[ -n ${PULSEBOARD_PG_BIN:-} ]]; then
    echo "$PULSEBOARD_PG_BIN"
  else
    find /usr/lib/postgresql/*/bin -maxdepth 1 -name initdb -printf '%h\n' 2>/dev/null | sort -V | tail -n 1
  fi
}

has_postgres() {
  [[ $LEVEL == build && -n ${DATABASE_URL:-} ]] || [[ -x $(postgres_bin)/initdb ]]
}

# Debian's package makes and starts a cluster of its own. Pulseboard wants only the programs, so that is turned off meanwhile.
install_postgres() {
  has_postgres && return
  local switch=/etc/postgresql-common/createcluster.d/pulseboard-set-up.conf
  as_root mkdir -p "$(dirname "$switch")"
  echo 'create_main_cluster = false' | as_root tee "$switch" >/dev/null
  apt_install postgresql
  as_root rm -f "$switch"
  has_postgres || die "the package postgresql came without initdb"
}
