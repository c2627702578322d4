#!/usr/bin/env bash
# What has to hold before anything is run: format, lints with warnings denied, the stored answers of the queries,
# the budgets, what the dependencies may be.

source "$(dirname "$0")/env.sh"

say "Format"
cargo fmt --all --check

say "Budgets"
scripts/budgets.sh

say "Dependencies"
scripts/deny.sh

# Before the lints, since it has the store compiled anew.
say "Stored query answers"
scripts/with-postgres.sh scripts/sqlx.sh check

# The two halves apart: together they would switch on both `ssr` and `hydrate`.
say "Lints: server"
cargo clippy "${SERVER_PACKAGES[@]}" --all-targets -- --deny warnings
say "Lints: browser"
cargo clippy --package frontend --package app --package domain --features app/hydrate --target "$WASM_TARGET" -- --deny warnings

say "All checks passed"
