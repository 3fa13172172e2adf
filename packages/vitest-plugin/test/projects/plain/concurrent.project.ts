import { httpExecutor, useProcess } from '@mirakuru/vitest-plugin'
import { describe, expect, test as base } from 'vitest'
import { note, program } from '../note.js'

const serves = ['node', program('serves.mjs'), '{port}']
const test = base.extend({
  shared: httpExecutor(serves, { scope: 'file' }),
  own: httpExecutor(serves),
})

describe.concurrent('concurrent tests', () => {
  for (const title of ['first', 'second', 'third']) {
    test(title, async ({ shared, own }) => {
      note(`${title} ${shared.pid} ${own.pid}`)
      expect(await (await fetch(own.url)).text()).toBe(String(own.pid))
    })
  }
})

describe('useProcess() with scope "test"', () => {
  const handle = useProcess(httpExecutor(serves, { name: 'ambiguous', scope: 'test' }))
  base('one after the other', () => expect(handle.pid).toBeGreaterThan(0))
  describe.concurrent('at the same moment', () => {
    base('one', async () => void (await new Promise((resolve) => setTimeout(resolve, 300))))
    base('other', async () => void (await new Promise((resolve) => setTimeout(resolve, 300))))
  })
})
