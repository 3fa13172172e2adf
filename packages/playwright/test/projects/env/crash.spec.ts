import { expect, test as base } from '@playwright/test'
import { processes } from '@mirakuru/playwright'

const test = base.extend(processes())

test('waits for ever', async () => {
  const pid = await (await fetch(process.env['DB_URL'] ?? '')).text()
  process.kill(Number(pid), 'SIGKILL')
  await new Promise(() => undefined)
  expect(pid).toBe('')
})
