#!/usr/bin/env bash
# Builds Pulseboard: the site's files into target/site, then the server that has them embedded.
#
#   scripts/build.sh            the release: target/release/pulseboard
#   scripts/build.sh dev        a debug server, which reads target/site from the disk
#   scripts/build.sh site       only the release's site
#
# Each step is skipped when its result is newer than what it is made from.

source "$(dirname "$0")/env.sh"

case ${1:-release} in
  release) readonly PROFILE=release WASM_PROFILE=wasm-release ;;
  site) readonly PROFILE=release WASM_PROFILE=wasm-release SITE_ONLY=1 ;;
  dev) readonly PROFILE=dev WASM_PROFILE=dev ;;
  *) die "usage: scripts/build.sh [release|dev|site]" ;;
esac

readonly WASM="target/$WASM_TARGET/${WASM_PROFILE/#dev/debug}/frontend.wasm"
readonly FRONT=target/front/$PROFILE
readonly STYLE=target/style/main.css
readonly CHARTS=target/echarts/charts.js

# The browser's half, and the JavaScript that loads it. The release is trimmed, optimized for size, and minified.
build_front() {
  (
    if [[ $PROFILE == release ]]; then
      # A panic says no file and line, and nothing prints itself for programmers: a tenth of the module less.
      export RUSTC_BOOTSTRAP=1
      export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS="-Zlocation-detail=none -Zfmt-debug=none"
    fi
    cargo build --package frontend --lib --target "$WASM_TARGET" --profile "$WASM_PROFILE"
  )
  stale "$FRONT/stamp" "$WASM" "$(realpath "$(command -v wasm-bindgen)")" scripts/trim.js package-lock.json || return 0
  say "Generating the browser's module ($PROFILE)"
  rm -rf "$FRONT"
  wasm-bindgen --target web --no-typescript --out-dir "$FRONT" --out-name pulseboard "$WASM"
  if [[ $PROFILE == release ]]; then
    node scripts/trim.js "$FRONT/pulseboard_bg.wasm"
    wasm-opt -Oz --gufa -Oz --strip-debug --strip-producers --strip-target-features "$FRONT/pulseboard_bg.wasm" -o "$FRONT/pulseboard_bg.wasm"
    esbuild "$FRONT/pulseboard.js" --bundle --minify --format=esm --target=es2022 --log-level=warning --allow-overwrite --outfile="$FRONT/pulseboard.js"
  fi
  touch "$FRONT/stamp"
}

build_style() {
  stale "$STYLE" style app/src package-lock.json || return 0
  say "Compiling the style"
  npm run --silent style 2>"$STYLE.log" || { cat "$STYLE.log" >&2; return 1; }
  # Tailwind leaves the file alone when nothing changed; its time is our stamp.
  touch "$STYLE"
}

build_charts() {
  stale "$CHARTS" scripts/echarts style/tokens.css package-lock.json || return 0
  say "Bundling ECharts"
  npm run --silent echarts
  touch "$CHARTS"
}

# Hashed names, compressed copies, and the manifest that the server reads.
build_site() {
  local stamp=target/site-$PROFILE.stamp
  local inputs=("$FRONT/stamp" "$STYLE" "$CHARTS" style/favicon.svg scripts/site.js package-lock.json)
  if stale "$stamp" "${inputs[@]}" || [[ ! -e target/site/manifest.json || $(<target/site/.profile) != "$PROFILE" ]]; then
    say "Hashing and compressing the site's files"
    node scripts/site.js "$PROFILE" "$FRONT"
    touch "$stamp"
  fi
}

build_server() {
  local flags=()
  [[ $PROFILE == dev ]] || flags=(--release)
  cargo build --package server "${flags[@]}"
}

# In one group, which the shell reads whole: an edit of this file while a build runs doesn't reach it.
{
  mkdir -p target/style
  say "Building ($PROFILE; minutes the first time)"
  build_style
  build_charts
  build_front
  build_site
  [[ -n ${SITE_ONLY:-} ]] || build_server
  exit
}
