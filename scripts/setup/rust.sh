# One Rust compiler that can build for this machine and for WebAssembly. In this order: one that is here already, one from
# rustup, Debian's packages. The choice is written to .tools/compiler.sh, which scripts/env.sh reads.
# shellcheck shell=bash

# The oldest compiler that will do, as Cargo.toml has it.
rust_wanted() {
  sed -n 's/^rust-version = "\(.*\)"$/\1/p' Cargo.toml
}

# Whether `rustc` as now selected is new enough, has its companions, and both compiles and links for WebAssembly.
compiler_fits() {
  local release
  release=$(rustc -vV 2>/dev/null | sed -n 's/^release: //p')
  [[ -n $release ]] &&
    printf '%s\n%s\n' "$(rust_wanted)" "${release%%-*}" | sort -VC &&
    cargo clippy --version >/dev/null 2>&1 &&
    cargo fmt --version >/dev/null 2>&1 &&
    links_wasm
}

links_wasm() {
  local folder result=1
  folder=$(mktemp -d)
  echo 'pub fn greet() { println!("hello") }' >"$folder/probe.rs"
  rustc --target "$WASM_TARGET" --crate-type cdylib -o "$folder/probe.wasm" "$folder/probe.rs" >/dev/null 2>&1 && result=0
  rm -rf "$folder"
  return $result
}

# Writes the choice: lines of shell that select the compiler.
choose() {
  printf '%s\n' "# The compiler that set-up chose." "$@" >.tools/compiler.sh
  select_tools
  say "Compiler: $(rustc --version)"
}

cargo_bin() { echo "${CARGO_HOME:-$HOME/.cargo}/bin"; }

# The package manager's compiler is selected by name where rustup is installed, and else by links.
choose_system() {
  if have rustup; then
    rustup toolchain list | grep -q '^debian\b' || rustup toolchain link debian /usr
    choose 'export RUSTUP_TOOLCHAIN=debian'
  else
    ln -sfn -t .tools/bin /usr/bin/{cargo,cargo-clippy,cargo-fmt,clippy-driver,rustc,rustdoc,rustfmt}
    choose '# Linked in .tools/bin.'
  fi
}

choose_rustup() {
  choose "export RUSTUP_TOOLCHAIN=$1" "export PATH=\"$(cargo_bin):\$PATH\""
}

choose_compiler() {
  # One that was chosen before and still works stays: another would build everything again.
  [[ -e .tools/compiler.sh ]] && compiler_fits && return
  rm -f .tools/compiler.sh .tools/bin/{cargo,cargo-clippy,cargo-fmt,clippy-driver,rustc,rustdoc,rustfmt}
  hash -r
  unset RUSTUP_TOOLCHAIN
  [[ -x $(cargo_bin)/rustup ]] && PATH="$(cargo_bin):$PATH"

  local toolchain
  if have rustup; then
    for toolchain in $(rustup toolchain list | sed 's/ .*//'); do
      if [[ $toolchain != nightly* ]] && RUSTUP_TOOLCHAIN=$toolchain compiler_fits; then
        choose_rustup "$toolchain"
        return
      fi
    done
  elif compiler_fits; then
    choose "# What PATH has."
    return
  fi

  if rust_server_answers; then
    install_rustup_toolchain
  else
    install_debian_rust
  fi
  compiler_fits || die "the compiler was installed, but doesn't build for WebAssembly"
}

rust_server_answers() {
  say "Looking for the Rust release server (10 s at most)"
  curl -fsS --max-time 10 -o /dev/null "${RUSTUP_DIST_SERVER:-https://static.rust-lang.org}/dist/channel-rust-stable.toml.sha256" 2>/dev/null
}

install_rustup_toolchain() {
  if ! have rustup; then
    say "Installing rustup"
    curl -fsS --proto '=https' https://sh.rustup.rs | sh -s -- -y -q --no-modify-path --default-toolchain none
    PATH="$(cargo_bin):$PATH"
  fi
  say "Installing Rust $(rust_wanted) with the WebAssembly target"
  rustup toolchain install "$(rust_wanted)" --profile minimal --component clippy --component rustfmt --target "$WASM_TARGET"
  choose_rustup "$(rust_wanted)"
}

# Debian carries a current compiler for its browsers, under names of its own. It lacks the standard library for WebAssembly,
# but has the source of it, and lld under a versioned name.
install_debian_rust() {
  say "It can't be reached: taking the compiler from the system's packages"
  apt_install rustc-web cargo-web rust-web-src rust-web-clippy rustfmt-web
  choose_system
  install_lld
  links_wasm || install_wasm_std
}

install_lld() {
  local host version link
  host=$(rustc -vV | sed -n 's/^host: //p')
  version=$(rustc -vV | sed -n 's/^LLVM version: \([0-9]*\).*/\1/p')
  link=$(rustc --print sysroot)/lib/rustlib/$host/bin/rust-lld
  have "lld-$version" || apt_install "lld-$version"
  if [[ ! -x $link ]]; then
    say "Linking rust-lld to lld-$version"
    as_root mkdir -p "$(dirname "$link")"
    as_root ln -sfn "$(command -v "lld-$version")" "$link"
  fi
}

install_wasm_std() {
  local source=.tools/std-build destination
  destination=$(rustc --print sysroot)/lib/rustlib/$WASM_TARGET/lib
  say "Building the standard library for WebAssembly (about a minute)"
  rm -rf "$source"
  mkdir -p "$source/src"
  printf '%s\n' '[package]' 'name = "empty_crate"' 'edition = "2024"' '[profile.release]' 'debug = false' '[workspace]' >"$source/Cargo.toml"
  : >"$source/src/lib.rs"
  (
    cd "$source" || exit
    RUSTC_BOOTSTRAP=1 CARGO_TARGET_DIR=target cargo build --quiet --release -Z build-std=std,panic_abort --target "$WASM_TARGET"
  )
  as_root rm -rf "$destination"
  as_root mkdir -p "$destination"
  find "$source/target/$WASM_TARGET/release/deps" -name '*.rlib' ! -name 'libempty_crate-*' -print0 |
    as_root xargs -0 install -m 644 -t "$destination"
  rm -rf "$source"
}
