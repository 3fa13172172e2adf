import { readFileSync } from 'node:fs'
import { expect } from 'vitest'

const deadline = 3_000

/** Waits until none of these pids belongs to a living process; a zombie is dead. */
export async function expectGone(pids: readonly number[]): Promise<void> {
  expect(pids.length).toBeGreaterThan(0)
  const startedAt = performance.now()
  while (pids.some(isAlive) && performance.now() - startedAt < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  expect(pids.filter(isAlive)).toEqual([])
}

function isAlive(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2)[0] !== 'Z'
  } catch {
    return false
  }
}
