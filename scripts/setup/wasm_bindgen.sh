# wasm-bindgen's command line: exactly the version that Cargo.lock has, or the glue doesn't fit the program.
# shellcheck shell=bash

wasm_bindgen_version() {
  grep -A 1 '^name = "wasm-bindgen"$' Cargo.lock | sed -n 's/^version = "\(.*\)"$/\1/p'
}

install_wasm_bindgen() {
  local version program
  version=$(wasm_bindgen_version)
  while read -r program; do
    if wasm_bindgen_fits "$program"; then
      [[ $program -ef .tools/bin/wasm-bindgen ]] || ln -sfn "$(realpath "$program")" .tools/bin/wasm-bindgen
      return
    fi
  done < <(type -ap wasm-bindgen || true; echo ../shared/tools/bin/wasm-bindgen)
  download_wasm_bindgen || compile_wasm_bindgen
  wasm_bindgen_fits .tools/bin/wasm-bindgen || die "wasm-bindgen $version could not be installed"
}

wasm_bindgen_fits() {
  [[ $("$1" --version 2>/dev/null) == "wasm-bindgen $version"* ]]
}

# The project's own released program, where it can be reached.
download_wasm_bindgen() {
  local name folder result=1
  # What the releases are called: one for x86-64, one for 64-bit Arm.
  name="wasm-bindgen-$version-x86_64-unknown-linux-musl"
  [[ $(uname -m) == x86_64 ]] || name="wasm-bindgen-$version-$(uname -m)-unknown-linux-gnu"
  say "Looking for wasm-bindgen $version as a download"
  folder=$(mktemp -d)
  curl -fsSL --connect-timeout 10 --max-time 180 "https://github.com/wasm-bindgen/wasm-bindgen/releases/download/$version/$name.tar.gz" 2>/dev/null |
    tar -xz -C "$folder" 2>/dev/null &&
    wasm_bindgen_fits "$folder/$name/wasm-bindgen" &&
    install -m 755 "$folder/$name/wasm-bindgen" .tools/bin/wasm-bindgen &&
    result=0
  rm -rf "$folder"
  return $result
}

# It runs for a second per build, so it is compiled fast rather than to be fast.
compile_wasm_bindgen() {
  say "It can't be reached: compiling wasm-bindgen $version (some minutes)"
  local install=(
    env CARGO_TARGET_DIR=.tools/target CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16
    CARGO_PROFILE_RELEASE_OPT_LEVEL=1 CARGO_PROFILE_RELEASE_DEBUG=false
    cargo install --quiet wasm-bindgen-cli --version "$version" --bin wasm-bindgen --root .tools --force
  )
  # Its own lock file can name a version that was withdrawn since.
  "${install[@]}" --locked 2>/dev/null || quietly "${install[@]}"
  rm -rf .tools/target
}
