#!/usr/bin/env bash
# What the dependencies may be (deny.toml): licences, banned crates and sources always, known vulnerabilities where the
# database of advisories can be reached.

source "$(dirname "$0")/env.sh"

# Seconds that fetching the advisories may take.
readonly FETCH_LIMIT=60

have cargo-deny || die "cargo-deny is missing: run scripts/setup.sh test"

# Each as a plain program: a version under the same name in cargo's own folder would come first otherwise.
deny() { cargo-deny --log-level error --locked "$@"; }

deny check --hide-inclusion-graph licenses bans sources

if timeout "$FETCH_LIMIT" cargo-deny --log-level off fetch db >/dev/null 2>&1; then
  deny check --hide-inclusion-graph advisories
else
  printf '\033[1;33mskipped:\033[0m %s\n' "known vulnerabilities were not looked for, because the database of advisories can't be reached"
fi
