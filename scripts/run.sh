#!/usr/bin/env bash
# Sets up, builds and starts Pulseboard. Arguments go to the server; settings are in .env.example.

source "$(dirname "$0")/env.sh"

scripts/setup.sh build
scripts/build.sh
exec target/release/pulseboard "$@"
