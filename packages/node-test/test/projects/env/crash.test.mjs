import { test } from 'node:test'
import { setTimeout } from 'node:timers/promises'

const { FILE_URL } = process.env

test('waits for ever', { timeout: 1e6 }, async ({ signal }) => {
  const pid = await (await fetch(FILE_URL)).text()
  process.kill(Number(pid), 'SIGKILL')
  await setTimeout(1e6, undefined, { signal })
})
