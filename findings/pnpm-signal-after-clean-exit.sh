#!/usr/bin/env bash
# One would guess: `pnpm start` that gets SIGTERM passes it on, and ends as its script does: with 0 if that shut down
# cleanly.
# The script ends with 0, and pnpm then ends by SIGTERM itself: whoever looks at the exit of pnpm sees a killed program.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --prefix tool pnpm@12.21.0
node --print '"pnpm " + require("./tool/node_modules/pnpm/package.json").version'
mkdir app
cd app
echo '{ "name": "app", "private": true, "scripts": { "start": "node server.mjs" } }' >package.json
cat >server.mjs <<'JS'
setInterval(() => undefined, 60_000)
process.on('SIGTERM', () => {
  console.log('server got SIGTERM')
  process.exit(0)
})
process.on('exit', (code) => console.log(`server exits with ${code}`))
console.log('ready')
JS

cat >watch.mjs <<'JS'
import { spawn } from 'node:child_process'
const pnpm = spawn('../tool/node_modules/.bin/pnpm', ['start'], { stdio: ['ignore', 'pipe', 'inherit'] })
pnpm.stdout.on('data', (chunk) => {
  process.stdout.write(chunk)
  if (String(chunk).includes('ready')) pnpm.kill('SIGTERM')
})
pnpm.on('close', (code, signal) => console.log(`pnpm ended with code ${code}, signal ${signal}`))
JS
node watch.mjs | tee output

grep -q 'server exits with 0' output
grep -q 'pnpm ended with code null, signal SIGTERM' output
