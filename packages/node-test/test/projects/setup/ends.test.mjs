import { readFileSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'

test('ends what no test uses, and sees it gone', async () => {
  const [, pid] = readFileSync('ends.pid', 'utf8').split(' ')
  writeFileSync('ends.now', '')
  while (isThere(Number(pid))) await pause(5)
})

function isThere(pid) {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
