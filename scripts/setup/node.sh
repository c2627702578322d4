# Node and npm's packages: the style, the chart bundle, wasm-opt, and what drives the browser in tests.
# shellcheck shell=bash

# The oldest major version that the Tailwind CLI and Playwright run on.
readonly NODE_WANTED=20

node_fits() {
  local version
  version=$(node --version 2>/dev/null) && version=${version#v} && ((${version%%.*} >= NODE_WANTED))
}

# Debian 12 has 18, which is enough to run npm, and npm has newer ones.
install_node() {
  node_fits && have npm && return
  have npm || apt_install nodejs npm
  hash -r
  node_fits && return
  say "Installing Node 22 in .tools ($(node --version) is too old)"
  mkdir -p .tools/node
  quietly npm install --no-save --prefix .tools/node node@22
  hash -r
  node_fits || die "Node $NODE_WANTED or newer is needed, and could not be installed"
}

install_node_packages() {
  local stamp=node_modules/.installed-for
  [[ -e $stamp && $(<"$stamp") == "$(sha256sum <package-lock.json)" ]] && return
  say "Installing npm's packages"
  # Not `npm ci`: it refuses a lock file that lacks an optional package of some other platform, which not every registry offers.
  quietly npm install --no-save --no-audit --no-fund
  sha256sum <package-lock.json >"$stamp"
}
