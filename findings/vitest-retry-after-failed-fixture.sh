#!/usr/bin/env bash
# One would guess: when the set-up of a fixture throws and the test has a retry, the second attempt sets the fixture up
# again, or fails with the same error.
# Vitest 4 takes the fixture for set up: the second attempt runs the body with `undefined` in its place, so that what
# people read is an assertion about undefined. Vitest 5 sets it up again.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --prefix . vitest@4.1.12
node_modules/.bin/vitest --version
cat >fixture.test.mjs <<'JS'
import { appendFileSync } from 'node:fs'
import { test as base } from 'vitest'
let attempts = 0
const test = base.extend({
  db: async ({}, use) => {
    attempts += 1
    appendFileSync('events', `set-up ${attempts}\n`)
    if (attempts === 1) throw new Error('not yet')
    await use('a database')
  },
})
test('uses a database', { retry: 1 }, ({ db }) => {
  appendFileSync('events', `body got ${db}\n`)
})
JS
node_modules/.bin/vitest run >output 2>&1 || true
cat events

[ "$(cat events)" = $'set-up 1\nbody got undefined' ]
