import { httpExecutor, useProcess } from '@mirakuru/vitest-plugin'
import { describe, expect, test as base } from 'vitest'
import { program } from '../note.js'

const logs = ['node', program('logs.mjs'), '{port}', '{name}']
const say = async (url: string, what: string): Promise<void> => {
  await fetch(new URL(`/${what}`, url))
}
const test = base.extend({
  api: httpExecutor(logs, { name: 'api' }),
  shared: httpExecutor(logs, { name: 'shared', scope: 'file' }),
})

test('passes', async ({ api, shared }) => {
  await say(api.url, 'unseen')
  await say(shared.url, 'before')
  await shared.waitForOutput('/before')
})

for (const title of ['fails', 'fails at the same line']) {
  test(title, async ({ api, shared }) => {
    await say(api.url, `own-${title.length}`)
    await say(shared.url, `shared-${title.length}`)
    expect('actual').toBe('expected')
  })
}

test('prints much', async ({ api }) => {
  await say(api.url, 'lines/100')
  expect('actual').toBe('expected')
})

test('times out', { timeout: 1_500 }, async ({ api }) => {
  await say(api.url, 'hanging')
  await new Promise(() => undefined)
})

let attempts = 0
test('is retried', { retry: 1 }, async ({ api }) => {
  await say(api.url, `attempt-${++attempts}`)
  expect('actual').toBe('expected')
})

describe.concurrent('side by side', () => {
  const hold = useProcess(httpExecutor(logs, { name: 'common' }))
  for (const title of ['one', 'other']) {
    test(title, async () => {
      await say(hold.url, `from-${title}`)
      await new Promise((resolve) => setTimeout(resolve, 200))
      expect('actual').toBe('expected')
    })
  }
})
