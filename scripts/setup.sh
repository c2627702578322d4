#!/usr/bin/env bash
# Installs what is missing to build (`setup.sh build`) or to build, check and test (`setup.sh test`) on Debian and Ubuntu,
# as root or as a user with sudo. Safe to run again; when everything is there it says nothing and takes a moment.
#
# Programs that come from a package manager are installed on the system. All else stays in .tools/ and node_modules/.

source "$(dirname "$0")/env.sh"
for part in system rust wasm_bindgen cargo_deny node chromium mail_server; do
  source "scripts/setup/$part.sh"
done

readonly LEVEL=${1:-build}
[[ $LEVEL == build || $LEVEL == test ]] || die "usage: scripts/setup.sh build|test"

# What the installed state depends on. When it's the same as last time, and everything is still there, nothing is to be done.
fingerprint() {
  {
    cat scripts/setup.sh scripts/setup/*.sh package-lock.json
    wasm_bindgen_version
    rustc -vV
    node --version
  } 2>&1 | sha256sum
}

is_ready() {
  # What is ready for tests is ready to build.
  local stamp=.tools/ready-test
  [[ $LEVEL == test || -e $stamp ]] || stamp=.tools/ready-$LEVEL
  [[ -e $stamp && -e .tools/compiler.sh && -x .tools/bin/wasm-bindgen && -d node_modules/.bin ]] &&
    has_build_packages && has_postgres &&
    { [[ $LEVEL != test ]] || { has_chromium && has_mail_server && cargo_deny_fits .tools/bin/cargo-deny; }; } &&
    [[ $(<"$stamp") == "$(fingerprint)" ]]
}

is_ready && exit 0

say "Setting up this machine ($LEVEL)"
mkdir -p .tools/bin
install_build_packages
install_postgres
choose_compiler
install_wasm_bindgen
install_node
install_node_packages
if [[ $LEVEL == test ]]; then
  install_cargo_deny
  install_chromium
  install_mail_server
fi
hash -r
fingerprint >".tools/ready-$LEVEL"
say "Set-up is complete"
