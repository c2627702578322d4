#!/usr/bin/env bash
# Runs a command with the compiler and the tools that set-up chose.

source "$(dirname "$0")/env.sh"
exec "$@"
