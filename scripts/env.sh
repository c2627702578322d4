# Sourced by every script: strict mode, the repository's root as working directory, and the tools that set-up chose.
# shellcheck shell=bash

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# Puts on PATH what set-up chose: which compiler builds everything (one for all, since another would build every dependency
# again), then its own programs, which have the versions that the lock files name.
select_tools() {
  if [[ -e .tools/compiler.sh ]]; then
    source .tools/compiler.sh
  fi
  export PATH="$PWD/.tools/bin:$PWD/.tools/node/node_modules/.bin:$PWD/node_modules/.bin:$PATH"
  hash -r
}
select_tools

readonly WASM_TARGET=wasm32-unknown-unknown

# One line of progress.
say() { printf '\033[1m==>\033[0m %s\n' "$*"; }

# One readable reason, and the end.
die() {
  printf '\033[1;31merror:\033[0m %s\n' "$*" >&2
  exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

# Runs a command whose output matters only when it fails.
quietly() {
  local log
  log=$(mktemp)
  if ! "$@" >"$log" 2>&1; then
    cat "$log" >&2
    rm -f "$log"
    die "this failed: $*"
  fi
  rm -f "$log"
}

# Whether OUTPUT has to be made again: it is missing, or something among INPUTS (files, folders) is newer.
stale() {
  local output=$1
  shift
  [[ ! -e $output ]] || [[ -n $(find "$@" -newer "$output" -print -quit) ]]
}

# The server's half of the workspace, with one set of features for lints and tests, so that nothing is built twice.
readonly SERVER_PACKAGES=(--package domain --package store --package app --package server --features domain/zones --features app/ssr)
