import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Deadline, now } from '../../src/internal/clock.js'
import { notReady, poll, ready, Tally, watchFile } from '../../src/readiness/index.js'
import { afterTest } from '../support/cleanup.js'

describe('poll() of what is watched', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  test('attempts every 50 ms until it is told, then at once and at its usual pace', async () => {
    const startedAt = now()
    const attempts: number[] = []
    let tell = (): void => undefined
    const outcome = poll({
      attempt: async () => (attempts.push(now() - startedAt) < 6 ? notReady('empty') : ready),
      deadline: new Deadline(60_000),
      tally: new Tally(),
      signal: new AbortController().signal,
      watch: (wake) => {
        tell = wake
        return () => undefined
      },
    })
    await vi.advanceTimersByTimeAsync(80)
    tell()
    await vi.advanceTimersByTimeAsync(20)
    expect(attempts).toEqual([0, 50, 80, 81, 82, 83])
    expect(await outcome).toBe('ready')
  })
})

describe('poll() of what is watched, with hints', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  test('attempts at each hint and shortly after it, and every 50 ms in between', async () => {
    const startedAt = now()
    const attempts: number[] = []
    let hintAt = (): void => undefined
    const outcome = poll({
      attempt: async () => (attempts.push(now() - startedAt) < 10 ? notReady('empty') : ready),
      deadline: new Deadline(60_000),
      tally: new Tally(),
      signal: new AbortController().signal,
      watch: (_wake, hint) => {
        hintAt = hint
        return () => undefined
      },
    })
    await vi.advanceTimersByTimeAsync(80)
    hintAt()
    await vi.advanceTimersByTimeAsync(120)
    expect(attempts).toEqual([0, 50, 80, 81, 83, 87, 95, 111, 143, 193])
    expect(await outcome).toBe('ready')
  })
})

describe('watchFile()', () => {
  let folder: string
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'watch-'))))
  afterEach(() => rmSync(folder, { recursive: true }))

  test('tells of a file that appears, and of no other', async () => {
    const told = vi.fn<() => void>()
    const appeared = new Promise<void>((resolve) => told.mockImplementation(resolve))
    afterTest(watchFile(join(folder, 'daemon.pid'), told) ?? expect.fail('nothing is watched'))
    writeFileSync(join(folder, 'other'), '')
    await new Promise((resolve) => setImmediate(resolve))
    expect(told).not.toHaveBeenCalled()
    writeFileSync(join(folder, 'daemon.pid'), '')
    await appeared
  })

  test('says that a folder that does not exist cannot be watched', () => {
    expect(watchFile(join(folder, 'none', 'daemon.pid'), () => undefined)).toBeUndefined()
  })
})
