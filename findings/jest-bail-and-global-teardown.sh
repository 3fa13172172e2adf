#!/usr/bin/env bash
# One would guess: with --bail the global teardown runs once, when all tests are over. Where the file that fails is the
# last one, it runs twice. Where other files run in other workers, it runs in the middle of their tests: what they use
# goes away below them, and they live on after Jest has exited.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --prefix . jest@30.5.2

mkdir tests
cat >note.js <<'JS'
const { appendFileSync, existsSync, readFileSync } = require('node:fs')
exports.note = (text) => appendFileSync(process.env.NOTES, `${text}\n`)
exports.until = async (text) => {
  while (!existsSync(process.env.NOTES) || !readFileSync(process.env.NOTES, 'utf8').includes(text))
    await new Promise((resolve) => setTimeout(resolve, 20))
}
JS
cat >tests/fails.test.js <<'JS'
const { until } = require('../note')
test('fails', async () => {
  if (process.env.BESIDE) await until('another test runs')
  throw new Error('fails')
})
JS
cat >tests/another.test.js <<'JS'
const { note, until } = require('../note')
const select = process.env.BESIDE ? test : test.skip
select('another', async () => {
  note('another test runs')
  await until('teardown')
  await until('Jest has exited')
  note('the test still runs')
})
JS
echo "module.exports = () => require('./note').note('teardown')" >teardown.js
echo "module.exports = { globalTeardown: './teardown.js', testTimeout: 60000 }" >jest.config.js
jest() {
  # It would run files that were quick before in one process.
  node_modules/.bin/jest --bail --silent --cacheDirectory "$NOTES.cache" "$@" >>jest.log 2>&1 && exit 1
  echo 'Jest has exited' >>"$NOTES"
}

export NOTES=$work/last.txt
jest fails
NOTES=$work/beside.txt BESIDE=yes jest --maxWorkers 2
for _ in {1..100}; do
  grep -q 'still runs' beside.txt && break
  sleep 0.1
done
node_modules/.bin/jest --version
echo "the last file fails: $(paste -sd, <last.txt | sed 's/,/, /g')"
echo "another file runs: $(paste -sd, <beside.txt | sed 's/,/, /g')"

[ "$(cat last.txt)" = $'teardown\nteardown\nJest has exited' ]
[ "$(cat beside.txt)" = $'another test runs\nteardown\nJest has exited\nthe test still runs' ]
