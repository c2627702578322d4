# A browser for the tests: Debian's Chromium, or Playwright's where the package manager has none.
# shellcheck shell=bash

# Ubuntu's package of this name only starts a snap, which doesn't run headless in a container.
system_chromium() {
  local program
  program=$(command -v chromium) && ! grep -qs '/snap/' "$program" && echo "$program"
}

playwright_chromium() {
  find "${PLAYWRIGHT_BROWSERS_PATH:-$HOME/.cache/ms-playwright}" -maxdepth 1 -name 'chromium*' 2>/dev/null | grep -q .
}

has_chromium() {
  system_chromium >/dev/null || playwright_chromium
}

install_chromium() {
  has_chromium && return
  if grep -qx 'ID=ubuntu' /etc/os-release; then
    say "Installing Playwright's Chromium"
    if [[ $(id -u) == 0 ]]; then
      playwright-core install --with-deps chromium
    else
      as_root env "PATH=$PATH" playwright-core install-deps chromium
      playwright-core install chromium
    fi
  else
    apt_install chromium
  fi
}
