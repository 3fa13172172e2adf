#!/usr/bin/env bash
# One would guess: `turbo run start` that gets SIGTERM passes SIGTERM on to its task, as process managers do.
# The task gets SIGINT, and never a SIGTERM: a server that ends cleanly on SIGTERM only is killed in the end. Turbo exits
# with 0 although it counts the task as not successful.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat >package.json <<'JSON'
{ "name": "app", "private": true, "packageManager": "npm@11.0.0", "scripts": { "start": "exec node server.mjs" } }
JSON
echo '{ "tasks": { "start": { "cache": false, "persistent": true } } }' >turbo.json
npm install --silent --no-audit --no-fund turbo@2.11.11
node --print '"turbo " + require("./node_modules/turbo/package.json").version'
git init --quiet .

cat >server.mjs <<'JS'
setInterval(() => undefined, 60_000)
for (const signal of ['SIGTERM', 'SIGINT'])
  process.on(signal, () => {
    console.log(`server got ${signal}`)
    process.exit(0)
  })
console.log('ready')
JS

TURBO_TELEMETRY_DISABLED=1 node_modules/.bin/turbo run start --ui=stream >output 2>&1 &
pid=$!
until grep -q 'start: ready' output; do sleep 0.1; done
kill -TERM "$pid"
status=0
wait "$pid" || status=$?
grep -E 'server got|successful' output
echo "turbo exited with $status"

grep -q 'server got SIGINT' output
! grep -q 'server got SIGTERM' output
grep -q '0 successful, 1 total' output
[ "$status" = 0 ]
