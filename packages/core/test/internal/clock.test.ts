import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, test, vi } from 'vitest'
import {
  block,
  Deadline,
  makeWallClock,
  now,
  pause,
  settlesWithin,
} from '../../src/internal/clock.js'
import { createDeferred } from '../../src/internal/deferred.js'

const countTimers = (): number =>
  process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length
/** `setTimeout` takes no more and fires at once instead. */
const beyondTimers = 2 ** 31

describe('A clock of the wall', () => {
  test('goes on while the machine sleeps', () => {
    let uptime = 100
    const clock = makeWallClock(() => uptime + now() / 1000)
    expect(Math.abs(clock() - Date.now())).toBeLessThan(1_000)
    uptime += 3_600
    expect(Math.abs(clock() - Date.now() - 3_600_000)).toBeLessThan(1_000)
  })

  test('takes a coarse time since the boot for no sleep', () => {
    let uptime = 100
    const clock = makeWallClock(() => uptime + now() / 1000)
    const before = clock()
    uptime += 1
    expect(clock() - before).toBeLessThan(1_000)
  })
})

describe('pause()', () => {
  test('waits as long as it is told', async () => {
    const startedAt = now()
    await pause(20)
    expect(now() - startedAt).toBeGreaterThanOrEqual(19)
  })

  test('resolves at once when its signal is aborted, and leaves no timer', async () => {
    const timers = countTimers()
    const abort = new AbortController()
    const paused = pause(60_000, abort.signal)
    expect(countTimers()).toBe(timers + 1)
    abort.abort()
    await paused
    expect(countTimers()).toBe(timers)
  })

  test('does not begin when its signal was aborted before', async () => {
    const startedAt = now()
    await pause(60_000, AbortSignal.abort())
    expect(now() - startedAt).toBeLessThan(30_000)
  })

  test('does not take a very long time for none', async () => {
    const abort = new AbortController()
    let isOver = false
    const paused = pause(beyondTimers, abort.signal).then(() => (isOver = true))
    await pause(30)
    expect(isOver).toBe(false)
    abort.abort()
    await paused
  })
})

describe('settlesWithin()', () => {
  test('is true for a promise that resolves or rejects in time, and leaves no timer', async () => {
    const timers = countTimers()
    expect(await settlesWithin(Promise.resolve(), 60_000)).toBe(true)
    expect(await settlesWithin(Promise.reject(new Error('no')), 60_000)).toBe(true)
    expect(countTimers()).toBe(timers)
  })

  test('is false for a promise that does not settle in time', async () => {
    expect(await settlesWithin(createDeferred().promise, 10)).toBe(false)
  })

  test('does not take a very long time for none', async () => {
    const deferred = createDeferred()
    const answer = settlesWithin(deferred.promise, beyondTimers)
    await pause(30)
    deferred.resolve()
    expect(await answer).toBe(true)
  })

  test('sees what happened in time although this process was held up', async () => {
    const child = spawn('sleep', ['0.2'])
    await once(child, 'spawn')
    const ended = settlesWithin(once(child, 'exit'), 100)
    // Timers come next after this phase of the event loop.
    setImmediate(block, 500)
    expect(await ended).toBe(true)
  })
})

describe('Deadline', () => {
  test('counts down to 0 and no further', () => {
    vi.useFakeTimers()
    try {
      const deadline = new Deadline(20)
      vi.advanceTimersByTime(15)
      expect(deadline).toMatchObject({ timeout: 20, elapsed: 15, remaining: 5 })
      vi.advanceTimersByTime(10)
      expect(deadline).toMatchObject({ timeout: 20, elapsed: 25, remaining: 0 })
    } finally {
      vi.useRealTimers()
    }
  })
})

describe('block()', () => {
  test('keeps the thread for the whole time', () => {
    const startedAt = now()
    block(20)
    expect(now() - startedAt).toBeGreaterThanOrEqual(19)
  })
})

describe('createDeferred()', () => {
  test('settles its promise from outside', async () => {
    const kept = createDeferred<number>()
    kept.resolve(5)
    await expect(kept.promise).resolves.toBe(5)
    const broken = createDeferred()
    broken.reject(new Error('no'))
    await expect(broken.promise).rejects.toThrow('no')
  })
})
