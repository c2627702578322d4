#!/usr/bin/env bash
# The rules of the code base that no compiler or lint holds. Each broken one is listed; any fails.

source "$(dirname "$0")/env.sh"

readonly LINES=300 TEST_LINES=500
failed=0

# The last part of a pipe runs in this shell, so that a finding is remembered.
shopt -s lastpipe

# Reads findings from standard input and shows them under the rule they break.
forbid() {
  local findings
  findings=$(cat)
  [[ -z $findings ]] && return
  printf '\033[1;31m%s\033[0m\n%s\n' "$1" "$findings"
  failed=1
}

# Every Rust file of the workspace; tests are those under tests/ or named so.
sources() { find domain store app server frontend -name '*.rs' -not -path '*/target/*' | sort; }
is_test='(^|/)tests(/|\.rs$)|_tests\.rs$|/test_[^/]*\.rs$'
tests() { sources | grep -E "$is_test" || true; }
code() { sources | grep -vE "$is_test" || true; }

# Looks for an extended regular expression in the files named on standard input.
search() { xargs -r grep -nE "$@" /dev/null || true; }

longer_than() { xargs -r wc -l | awk -v most="$1" '$2 != "total" && $1 > most { print $2 ": " $1 " lines" }'; }

code | longer_than $LINES | forbid "A Rust file has at most $LINES lines:"
tests | longer_than $TEST_LINES | forbid "A file of tests has at most $TEST_LINES lines:"

sources | search '#!?\[(cfg_attr\(.*)?allow\(' | forbid 'A lint is expected with a reason (#[expect(…, reason = "…")]), not allowed:'

sources | search '\b(TODO|FIXME|XXX|HACK)\b|\b(todo|unimplemented)!\(' | forbid "Nothing is left half done:"

code | xargs -r awk 'FNR == 1 && $0 !~ /^\/\/!/ { print FILENAME }' | forbid "A module says first what it is for (//!):"

# SQL is at home in one crate. Its words at the start of a string give it away, and so do sqlx' functions.
# The one exception is the private cluster, whose first role and database come before any store.
code | grep -vE '^(store|server/src/postgres)/' | search -i '"\s*(select|insert into|delete from|update [a-z_]+ set|with [a-z_]+ as|create (table|role|policy)|alter [a-z]+) |sqlx::(query|raw_sql)|query(_as|_scalar)?!\(' |
  forbid "Only the store speaks SQL:"

# What a member can cause leaves by the door that checks addresses.
code | grep -vE '^server/src/outbound/' | search 'TcpStream::connect|TcpSocket::|lookup_host|hyper::client|hyper_util::client' |
  forbid "Only server/src/outbound connects to the outside:"

# The browser's half is chosen by module, so that code reads the same on both sides.
code | grep -vE '/(lib|error|error/mod)\.rs$|^app/src/ui/chart\.rs$' | xargs -r awk '
  /cfg\(.*feature = / { line = $0; at = FNR; next }
  at && FNR == at + 1 && $0 !~ /^ *(pub(\([a-z]+\))? )?(mod|use) / { print FILENAME ":" at ": " line }
  { at = 0 }
' | forbid "cfg(feature) stands only on mod and use lines, and in lib.rs, error.rs and ui/chart.rs:"

# The domain is pure, and reaches the browser.
echo domain/Cargo.toml | search '^(tokio|sqlx|axum|reqwest|rand)\b' | forbid "The domain does no input or output and rolls no dice:"
find domain/src -name '*.rs' | search 'std::(fs|net|process|env)\b' | forbid "The domain does no input or output:"

# The repository runs anywhere.
git ls-files --cached --others --exclude-standard -- . ':!scripts/budgets.sh' ':!*.lock' ':!package-lock.json' ':!LICENSE' |
  while read -r file; do [[ ! -f $file ]] || echo "$file"; done | { grep -vE "$is_test" || true; } |
  search -I '(^|[^A-Za-z0-9_.-])/(root|home/[a-z]+|work)/[A-Za-z.]' |
  forbid "A path of one machine doesn't belong in the repository:"

# A promise is held by a test, so the test has to exist: names of functions, and of files in end2end.
if [[ -e docs/SECURITY.md ]]; then
  grep -oE '`[a-z0-9]+(_[a-z0-9]+){2,}`' docs/SECURITY.md | tr -d '`' | sort -u | while read -r name; do
    sources | xargs -r grep -qE "fn $name\\b" /dev/null || echo "$name"
  done | forbid "A test that docs/SECURITY.md names doesn't exist:"
  grep -oE '`[a-z0-9]+(/[A-Za-z0-9_.-]+)+`' docs/SECURITY.md | tr -d '`' | sort -u | while read -r path; do
    [[ -e $path ]] || echo "$path"
  done | forbid "A file that docs/SECURITY.md names doesn't exist:"
fi

exit $failed
