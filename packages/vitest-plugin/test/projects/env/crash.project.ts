import { expect, test } from 'vitest'

const { FILE_URL = '' } = process.env

test('waits for ever', { timeout: 20_000 }, async () => {
  const pid = await (await fetch(FILE_URL)).text()
  process.kill(Number(pid), 'SIGKILL')
  await new Promise(() => undefined)
})

test('comes after the crash', () => {
  expect(FILE_URL).not.toBe('')
})
