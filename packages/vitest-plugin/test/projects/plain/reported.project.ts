import { httpExecutor } from '@mirakuru/vitest-plugin'
import { describe, expect, test as base } from 'vitest'
import { program } from '../note.js'

const test = base.extend({
  api: httpExecutor(['node', program('logs.mjs'), '{port}', '{name}'], { name: 'api' }),
})

describe.concurrent('side by side', () => {
  for (const title of ['one', 'other'])
    test(`fails at the same line: ${title}`, async ({ api }) => {
      await fetch(new URL(`/asked-by-${title}`, api.url))
      expect('actual').toBe('expected')
    })
})

test('fails twice', { retry: 1 }, async ({ api, task }) => {
  await fetch(new URL(`/attempt-${task.result?.retryCount ?? 0}`, api.url))
  expect('actual').toBe('expected')
})

test('crashes', async ({ api }) => {
  process.kill(Number(api.pid), 'SIGKILL')
  await new Promise(() => undefined)
})
