import { httpExecutor } from '@mirakuru/vitest-plugin'
import { describe, expect, test as base } from 'vitest'
import { program } from '../note.js'

const test = base.extend({
  own: httpExecutor(['node', program('serves.mjs'), '{port}'], {
    env: { PASSWORD: 'hunter2' },
  }),
})

describe('a block', () => {
  test('has a process', ({ own }) => expect(own.pid).toBeGreaterThan(0))
})
test('has a process that crashes', async ({ own }) => {
  await fetch(`${own.url}exit/3`).catch(() => undefined)
  await new Promise((resolve) => setTimeout(resolve, 10_000))
})
base('has none', () => undefined)
base('skips itself', ({ skip }) => skip())
base.skip('is skipped', () => undefined)
