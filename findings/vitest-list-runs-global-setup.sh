#!/usr/bin/env bash
# One would guess: `vitest list`, which runs no test and which editors and shards call, leaves globalSetup alone: nothing
# is needed that it starts.
# Vitest 4 runs globalSetup and its teardown for it, so that listing the tests starts every database of the project, and
# fails where one cannot be started. Vitest 5 does not.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --prefix . vitest@4.1.12
node_modules/.bin/vitest --version
echo "export default { test: { globalSetup: ['./setup.mjs'] } }" >vitest.config.mjs
cat >setup.mjs <<'JS'
export default () => {
  console.log('globalSetup runs')
  return () => console.log('teardown runs')
}
JS
echo "import { test } from 'vitest'; test('is listed', () => {})" >one.test.mjs
node_modules/.bin/vitest list | tee output

grep -q 'one.test.mjs > is listed' output
grep -q 'globalSetup runs' output
grep -q 'teardown runs' output
