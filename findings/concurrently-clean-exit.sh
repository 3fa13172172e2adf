#!/usr/bin/env bash
# One would guess: when concurrently gets SIGTERM and its only command ends by itself with code 0, concurrently says
# "exited with code 0" and exits with 0.
# It says "exited with code SIGTERM", though that command handled the signal and exited with 0, and exits with 1: a clean
# shutdown cannot be told from a failed one.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --prefix . concurrently@10.0.7
node --print '"concurrently " + require("./node_modules/concurrently/package.json").version'

cat >server.mjs <<'JS'
const timer = setInterval(() => undefined, 60_000)
process.on('SIGTERM', () => {
  clearInterval(timer)
  console.log('server got SIGTERM and ends')
})
process.on('exit', (code) => console.log(`server exits with ${code}`))
console.log('ready')
JS

node_modules/.bin/concurrently 'node server.mjs' >output 2>&1 &
pid=$!
until grep -q ready output; do sleep 0.1; done
kill -TERM "$pid"
status=0
wait "$pid" || status=$?
cat output
echo "concurrently exited with $status"

grep -q 'server exits with 0' output
grep -q 'node server.mjs exited with code SIGTERM' output
[ "$status" = 1 ]
