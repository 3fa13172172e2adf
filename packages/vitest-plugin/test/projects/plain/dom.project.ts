// @vitest-environment jsdom
import { simpleExecutor } from '@mirakuru/vitest-plugin'
import { expect, test as base } from 'vitest'

const test = base.extend({ sleeper: simpleExecutor('sleep 1000', { name: 'sleeper' }) })

base('has a document', () => expect(Reflect.has(globalThis, 'document')).toBe(true))

test('waits for ever', { timeout: 20_000 }, async ({ sleeper }) => {
  process.kill(Number(sleeper.pid), 'SIGKILL')
  await new Promise(() => undefined)
})
