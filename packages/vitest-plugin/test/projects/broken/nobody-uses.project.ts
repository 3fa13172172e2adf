import { setTimeout as pause } from 'node:timers/promises'
import { expect, inject, test } from 'vitest'

test('ends what no test uses, and sees it gone', async () => {
  const { url, pid } = inject('mirakuru')['api'] ?? {}
  await expect(fetch(new URL('/exit/5', url))).rejects.toThrow('fetch failed')
  while (isThere(Number(pid))) await pause(5)
})

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
