#!/usr/bin/env bash
# One would guess: nodemon that gets SIGTERM passes SIGTERM on and waits for its program.
# It passes SIGTERM on, and within some hundred milliseconds sends SIGINT to the same program, once or more, however busy
# that is with its shutdown: a program whose SIGINT handler means "at once" is cut short.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --prefix . nodemon@3.1.14
node --print '"nodemon " + require("./node_modules/nodemon/package.json").version'

cat >server.mjs <<'JS'
import { appendFileSync } from 'node:fs'
let first
const note = (signal) => {
  first ??= Date.now()
  appendFileSync('signals', `${signal} after ${Date.now() - first} ms\n`)
}
setInterval(() => undefined, 60_000)
process.on('SIGTERM', () => {
  note('SIGTERM')
  setTimeout(() => {
    note('done')
    process.exit(0)
  }, 3_000)
})
process.on('SIGINT', () => note('SIGINT'))
console.log('ready')
JS

node_modules/.bin/nodemon --quiet server.mjs >output 2>&1 &
pid=$!
until grep -q ready output; do sleep 0.1; done
kill -TERM "$pid"
wait "$pid" || echo "nodemon exited with $?"
# nodemon may be gone before its program is.
until grep -q done signals; do sleep 0.1; done
cat signals

[ "$(cut -d' ' -f1 signals | uniq | tr '\n' ' ')" = 'SIGTERM SIGINT done ' ]
