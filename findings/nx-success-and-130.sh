#!/usr/bin/env bash
# One would guess: `nx run api:start` that gets SIGTERM exits with 143, or with 0 if it reports success.
# It prints "Successfully ran target start" and exits with 130, the code of a SIGINT that nobody has sent.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{ "name": "root", "private": true, "workspaces": ["api"] }' >package.json
echo '{}' >nx.json
mkdir api
echo '{ "name": "api", "private": true, "scripts": { "start": "exec node server.mjs" } }' >api/package.json
cat >api/server.mjs <<'JS'
import { appendFileSync } from 'node:fs'
setInterval(() => undefined, 60_000)
process.on('SIGTERM', () => {
  appendFileSync('signals', 'server got SIGTERM\n')
  process.exit(0)
})
console.log('ready')
JS
npm install --silent --no-audit --no-fund nx@22.7.12
export NX_DAEMON=false NX_NO_CLOUD=true
node --print '"nx " + require("./node_modules/nx/package.json").version'
git init --quiet .

node_modules/.bin/nx run api:start >output 2>&1 &
pid=$!
until grep -q ready output; do sleep 0.2; done
kill -TERM "$pid"
status=0
wait "$pid" || status=$?
cat api/signals
grep 'ran target' output
echo "nx exited with $status"

grep -q 'server got SIGTERM' api/signals
grep -q 'Successfully ran target start' output
[ "$status" = 130 ]
