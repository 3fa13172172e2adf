#!/usr/bin/env bash
# One would guess: two MariaDB servers with a data folder, a socket and a port each do not disturb one another.
# Both have /tmp for temporary tables unless told otherwise, and a server that starts removes every file there that looks
# like one, also those that a running server has open: its session is told that a table which it has just filled is
# unknown. mariadb-install-db starts a server too, so that one of two installations at once may fail.
set -euo pipefail
command -v mariadbd >/dev/null || apt-get install -y -qq --no-install-recommends mariadb-server >/dev/null
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; wait; rm -rf "$work"' EXIT
mkdir "$work/shared"
chmod 777 "$work" "$work/shared"
mariadbd --version

user=$(id -un)
[ "$user" != root ] || user=mysql
install() {
  mkdir "$work/$1"
  chmod 777 "$work/$1"
  mariadb-install-db --no-defaults --user="$user" --datadir="$work/$1/data" --auth-root-authentication-method=normal \
    --tmpdir="$2" >"$work/$1/install.log" 2>&1
}
install one "$work/one"
mariadbd --no-defaults --user="$user" --datadir="$work/one/data" --socket="$work/one/socket" --skip-networking \
  --tmpdir="$work/shared" >"$work/one/log" 2>&1 &
server=$!
client() { mariadb --no-defaults --user=root --socket="$work/one/socket" "$@"; }
until client --execute='SELECT 1' >/dev/null 2>&1; do sleep 0.1; done

# One session: a temporary table, then what a second server does when it starts, then the table once more.
{
  echo 'CREATE TEMPORARY TABLE test.numbers (n int) ENGINE = Aria;'
  echo 'INSERT INTO test.numbers VALUES (1), (2);'
  echo "SELECT 'created';"
  until [ -e "$work/installed" ]; do sleep 0.1; done
  echo "SELECT 'second server was there';"
  echo 'DROP TEMPORARY TABLE test.numbers;'
} | client --unbuffered --skip-column-names >"$work/output" 2>&1 &
session=$!
until grep -qs created "$work/output"; do sleep 0.1; done
echo "before: $(ls "$work/shared")"
install two "$work/shared" || true
echo "after the start of a second server: $(ls "$work/shared")"
[ -z "$(ls "$work/shared")" ]
touch "$work/installed"
status=0
wait "$session" || status=$?
cat "$work/output"
echo "the session ended with $status"
[ "$status" != 0 ]
grep -q "ERROR 1051 (42S02).*Unknown table 'test.numbers'" "$work/output"
