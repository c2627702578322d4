#!/usr/bin/env bash
# All tests: Rust and SQL against a throw-away Postgres, then the browser tests against the release build.
#
#   scripts/test.sh             everything
#   scripts/test.sh rust [ARGUMENT…]      only Rust; arguments go to cargo test
#   scripts/test.sh browser [FILE…]       only the browser, all files or the named ones

source "$(dirname "$0")/env.sh"

readonly PART=${1:-all}
shift || true

if [[ -z ${PULSEBOARD_TEST_POSTGRES:-} ]]; then
  PULSEBOARD_TEST_POSTGRES=1 exec scripts/with-postgres.sh scripts/test.sh "$PART" "$@"
fi

test_rust() {
  say "Rust and SQL tests"
  cargo test "${SERVER_PACKAGES[@]}" --no-fail-fast "$@"
}

test_scripts() {
  say "Tests of the chart bundle"
  npm test --silent
}

test_browser() {
  local files=("$@")
  if ((!${#files[@]})); then
    mapfile -t files < <(find end2end -name '*.test.js' | sort)
  fi
  ((${#files[@]})) || die "there are no browser tests in end2end"
  scripts/build.sh
  node scripts/weight.js
  say "Browser tests"
  source scripts/setup/chromium.sh
  export PULSEBOARD_BIN=$PWD/target/release/pulseboard
  PULSEBOARD_CHROMIUM=$(system_chromium || true) node --test --test-reporter=spec "${files[@]}"
}

case $PART in
  all)
    test_rust
    test_scripts
    test_browser
    ;;
  rust) test_rust "$@" ;;
  browser) test_browser "$@" ;;
  *) die "usage: scripts/test.sh [rust|browser] [ARGUMENT…]" ;;
esac
