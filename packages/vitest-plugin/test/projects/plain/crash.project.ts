import { expect, test as base } from 'vitest'
import { httpExecutor, simpleExecutor } from '@mirakuru/vitest-plugin'
import { note, program } from '../note.js'

const test = base.extend({
  api: httpExecutor(['node', program('serves.mjs'), '{port}'], { name: 'api' }),
  missing: simpleExecutor('no-such-program-anywhere'),
  shared: httpExecutor(['node', program('serves.mjs'), '{port}'], {
    name: 'shared',
    scope: 'file',
  }),
})

test('crashes', async ({ api }) => {
  await expect(fetch(new URL('/exit/7', api.url))).rejects.toThrow('fetch failed')
})

test('is gone on purpose', async ({ api }) => {
  await api.kill()
})

test('missing program', ({ missing }) => {
  expect(missing).toBe('never reached')
})

let attempts = 0
test('retried', { retry: 2 }, async ({ api, shared }) => {
  note(`retried ${api.pid} ${shared.pid}`)
  expect(++attempts).toBe(3)
})
