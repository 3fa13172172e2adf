#!/usr/bin/env bash
# One would guess: `json-server --host 127.0.0.1` listens on 127.0.0.1.
# Version 1 listens on every address of the machine, whatever --host says.
set -euo pipefail
work=$(mktemp -d)
trap 'kill "$pid" 2>/dev/null || true; rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --prefix . json-server@1.0.0-beta.3
node --print '"json-server " + require("./node_modules/json-server/package.json").version'
port=$(node --eval '
  const server = require("node:net").createServer().listen(0, "127.0.0.1", () => {
    console.log(server.address().port)
    server.close()
  })')
echo '{ "posts": [] }' >db.json
node_modules/.bin/json-server --host 127.0.0.1 --port "$port" db.json >output 2>&1 &
pid=$!
until grep -q 'started on PORT' output; do sleep 0.1; done
# Listening sockets (state 0A) with that port: its local address, as the kernel has it.
hex=$(printf '%04X' "$port")
address=$(awk -v port=":$hex" '$4 == "0A" && substr($2, length($2) - 4) == port { print FILENAME, $2 }' \
  /proc/net/tcp /proc/net/tcp6)
echo "listens on $address"

[ "$address" = "/proc/net/tcp6 00000000000000000000000000000000:$hex" ]
