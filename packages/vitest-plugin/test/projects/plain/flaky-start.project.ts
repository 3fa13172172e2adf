import { readFileSync } from 'node:fs'
import { httpExecutor } from '@mirakuru/vitest-plugin'
import { describe, expect, test as base } from 'vitest'
import { note, notes, program } from '../note.js'

/** Fails the first time it is started. */
const flaky = (name: string): string[] => [
  'sh',
  '-c',
  'echo "$0 begins" >>"$NOTES"; test $(grep -c "^$0 begins" "$NOTES") -gt 1 && exec node "$@"',
  name,
  program('serves.mjs'),
  '{port}',
]
const serves = ['node', program('serves.mjs'), '{port}']

const test = base.extend({
  db: httpExecutor(serves, { name: 'db' }),
  own: httpExecutor(flaky('own'), { name: 'own', env: { DB: '{db.port}' } }),
  ofFile: httpExecutor(flaky('file'), { name: 'of-file', scope: 'file' }),
  together: httpExecutor(flaky('together'), { name: 'together' }),
  needsOwn: async ({ own }: { own: { url: string } }, use: (url: string) => Promise<void>) =>
    use(own.url),
})

test('one of its own', { retry: 1 }, async ({ db, own, needsOwn }) => {
  const told = await (await fetch(new URL('/env/DB', needsOwn))).text()
  expect(needsOwn).toBe(own.url)
  expect(told).toBe(String(db.port))
})

test('that of the file', { retry: 1 }, async ({ ofFile }) => {
  expect((await fetch(ofFile.url)).status).toBe(200)
  note(`of-file ${ofFile.pid}`)
})
test('and again', async ({ ofFile }) => {
  expect((await fetch(ofFile.url)).status).toBe(200)
  note(`of-file ${ofFile.pid}`)
})

describe.concurrent('at once', () => {
  test('one', { retry: 1 }, async ({ together, db }) => {
    expect((await fetch(together.url)).status).toBe(200)
    note(`db ${db.pid}`)
  })
  test('other', { retry: 1 }, async ({ together, db }) => {
    expect((await fetch(together.url)).status).toBe(200)
    note(`db ${db.pid}`)
  })
})

test('each was started as often as it was needed', () => {
  const lines = readFileSync(notes, 'utf8').split('\n')
  expect(lines.filter((line) => line === 'own begins')).toHaveLength(2)
  expect(lines.filter((line) => line === 'file begins')).toHaveLength(2)
  expect(new Set(lines.filter((line) => line.startsWith('of-file '))).size).toBe(1)
})
