import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Deadline, now } from '../../src/internal/clock.js'
import { notReady, poll, ready, Tally, type Attempt } from '../../src/readiness/index.js'
import type { Wait } from '../../src/readiness/poll.js'

/** Time stands still unless a test moves it, so that every duration here is exact. */
beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const tick = (milliseconds: number): Promise<unknown> => vi.advanceTimersByTimeAsync(milliseconds)

interface Started {
  readonly outcome: Promise<string>
  readonly abort: AbortController
  readonly tally: Tally
  /** When each attempt began, in milliseconds since the start of the wait. */
  readonly attempts: number[]
  hint(): void
  isSettled(): boolean
}

function start(
  attempt: (signal: AbortSignal, count: number) => Promise<Attempt>,
  { timeout = 60_000, ...more }: Partial<Wait> & { readonly timeout?: number } = {},
): Started {
  const abort = new AbortController()
  const tally = new Tally()
  const startedAt = now()
  const attempts: number[] = []
  let wake = (): void => undefined
  const outcome = poll({
    attempt: (signal) => attempt(signal, attempts.push(now() - startedAt)),
    deadline: new Deadline(timeout),
    tally,
    signal: abort.signal,
    onHint: (given) => {
      wake = given
      return () => (wake = () => undefined)
    },
    ...more,
  })
  let isSettled = false
  const settle = (): void => void (isSettled = true)
  outcome.then(settle, settle)
  return { outcome, abort, tally, attempts, hint: () => wake(), isSettled: () => isSettled }
}

const refused = async (): Promise<Attempt> => notReady('refused')
const pause = (duration: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, duration))
const never = (): Promise<Attempt> => new Promise(() => undefined)

describe('poll()', () => {
  test('is ready with the first attempt that succeeds', async () => {
    const wait = start(async (_signal, count) => (count < 3 ? notReady('refused') : ready))
    await tick(10)
    expect(await wait.outcome).toBe('ready')
    expect(wait.attempts).toEqual([0, 1, 2])
    expect(wait.tally.lastAttempt).toBe('refused')
  })

  test('pauses half a percent of the time waited, between 1 ms and 25 ms', async () => {
    const wait = start(refused)
    await tick(10_000)
    const pauses = wait.attempts.slice(1).map((at, index) => at - (wait.attempts[index] ?? 0))
    expect(pauses[0]).toBe(1)
    expect(Math.max(...pauses)).toBe(25)
    expect(pauses.toSorted((a, b) => a - b)).toEqual(pauses)
    wait.abort.abort()
  })

  test('has one attempt in flight', async () => {
    let inFlight = 0
    let most = 0
    const wait = start(async () => {
      most = Math.max(most, ++inFlight)
      await new Promise((resolve) => setTimeout(resolve, 40))
      inFlight--
      return notReady('slow')
    })
    for (let step = 0; step < 20; step++) {
      wait.hint()
      await tick(13)
    }
    expect(most).toBe(1)
    expect(wait.attempts.length).toBeGreaterThan(3)
    wait.abort.abort()
  })

  test('gives each attempt a deadline of its own, and lets it tell its reason', async () => {
    const wait = start(
      (signal) =>
        new Promise((resolve) => {
          signal.addEventListener('abort', () => resolve(notReady('mute')))
        }),
    )
    await tick(999)
    expect(wait.attempts).toEqual([0])
    await tick(20)
    expect(wait.attempts).toHaveLength(2)
    expect(wait.tally.lastAttempt).toBe('mute')
    wait.abort.abort()
  })

  test('goes on after an attempt that ignores its signal', async () => {
    const wait = start((_signal, count) => (count === 1 ? never() : Promise.resolve(ready)))
    await tick(1_050)
    expect(await wait.outcome).toBe('ready')
    expect(wait.tally.lastAttempt).toBe('no answer')
  })

  test('aborts the signal of every attempt once it is over', async () => {
    const signals: AbortSignal[] = []
    const wait = start(async (signal, count) => {
      signals.push(signal)
      return count < 2 ? notReady('refused') : ready
    })
    await tick(5)
    await wait.outcome
    expect(signals.map((signal) => signal.aborted)).toEqual([true, true])
  })

  test.each([
    ['fail at once', refused],
    ['ignore their signal', never],
  ])('expires at its deadline, also when attempts %s', async (_what, attempt) => {
    const wait = start(attempt, { timeout: 1_500 })
    await tick(1_499)
    expect(wait.isSettled()).toBe(false)
    await tick(10)
    expect(wait.isSettled()).toBe(true)
    expect(await wait.outcome).toBe('expired')
    expect(vi.getTimerCount()).toBe(0)
  })

  test('takes the late success of an attempt that was given up', async () => {
    const late = async (_signal: AbortSignal, count: number): Promise<Attempt> => {
      if (count > 1) return never()
      await pause(1_200)
      return ready
    }
    const wait = start(late, { timeout: 2_000 })
    await tick(1_199)
    expect(wait.isSettled()).toBe(false)
    await tick(1)
    expect(await wait.outcome).toBe('ready')
    expect(wait.attempts).toHaveLength(2)
  })

  test.each([
    ['that cannot have seen anything yet', 0, 400, 'refused'],
    ['that had time to see something', 0, 500, 'silent'],
    ['that is no longer than others took', 300, 500, 'refused'],
    ['that is much longer than others took', 300, 600, 'silent'],
  ])('tells of an attempt that is cut short only one %s', async (_what, others, last, told) => {
    const wait = start(
      async (signal, count) => {
        if (count === 1) {
          if (others > 0) await pause(others)
          return notReady('refused')
        }
        return new Promise((resolve) => {
          signal.addEventListener('abort', () => resolve(notReady('silent')))
        })
      },
      { timeout: others + last + Math.max(1, others * 0.005) },
    )
    await tick(others + last + 10)
    expect(await wait.outcome).toBe('expired')
    expect(wait.tally.lastAttempt).toBe(told)
  })

  test('does not count what an attempt took after the deadline, because the machine was busy', async () => {
    const wait = start(
      async (signal, count) => {
        if (count === 1) return notReady('refused')
        return new Promise((resolve) => {
          signal.addEventListener('abort', () => {
            vi.advanceTimersByTime(1_000)
            resolve(notReady('silent'))
          })
        })
      },
      { timeout: 400 },
    )
    await tick(500)
    expect(await wait.outcome).toBe('expired')
    expect(wait.tally.lastAttempt).toBe('refused')
  })

  test('makes no attempt when there is no time', async () => {
    const wait = start(async () => ready, { timeout: 0 })
    expect(await wait.outcome).toBe('expired')
    expect(wait.attempts).toEqual([])
  })

  test('throws the reason of its signal at once, in a pause and in an attempt', async () => {
    for (const attempt of [refused, never]) {
      const wait = start(attempt)
      await tick(500)
      const reason = new Error('enough')
      wait.abort.abort(reason)
      await tick(5)
      expect(wait.isSettled()).toBe(true)
      await expect(wait.outcome).rejects.toBe(reason)
      expect(vi.getTimerCount()).toBe(0)
    }
  })

  test('makes no attempt when its signal was aborted before', async () => {
    const reason = new Error('too late')
    const wait = start(never, { signal: AbortSignal.abort(reason) })
    await tick(5)
    expect(wait.isSettled()).toBe(true)
    await expect(wait.outcome).rejects.toBe(reason)
    expect(wait.attempts).toEqual([])
  })

  test('passes on what an attempt throws', async () => {
    const wait = start(() => Promise.reject(new Error('not implemented')))
    await tick(0)
    await expect(wait.outcome).rejects.toThrow('not implemented')
    expect(vi.getTimerCount()).toBe(0)
  })

  test('leaves no timer and no hint behind when it is ready', async () => {
    const stop = vi.fn()
    const wait = start(async () => ready, { onHint: () => stop })
    expect(await wait.outcome).toBe('ready')
    await tick(0)
    expect(vi.getTimerCount()).toBe(0)
    expect(stop).toHaveBeenCalledOnce()
  })
})

describe('a hint', () => {
  test('wakes at once from a long pause', async () => {
    const wait = start(refused)
    await tick(5_010)
    const before = wait.attempts.length
    wait.hint()
    await tick(0)
    expect(wait.attempts).toHaveLength(before + 1)
    wait.abort.abort()
  })

  test('lets attempts begin again at short pauses, for what comes right behind it', async () => {
    const wait = start(refused)
    await tick(5_000)
    wait.hint()
    await tick(0)
    const hinted = wait.attempts.at(-1) ?? 0
    await tick(20)
    const after = wait.attempts.filter((at) => at > hinted).map((at) => at - hinted)
    expect(after).toEqual([1, 3, 7, 15])
    wait.abort.abort()
  })

  test('counts also when it comes during an attempt', async () => {
    const attempt = async (_signal: AbortSignal, count: number): Promise<Attempt> => {
      if (count === 1) await new Promise((resolve) => setTimeout(resolve, 900))
      return notReady('slow')
    }
    const wait = start(attempt)
    await tick(890)
    wait.hint()
    await tick(12)
    expect(wait.attempts).toEqual([0, 901])
    wait.abort.abort()
  })

  test('is no busy loop in a flood', async () => {
    const wait = start(refused)
    for (let step = 0; step < 5_000; step++) {
      wait.hint()
      await tick(0.1)
    }
    // About one attempt a millisecond, although there were ten hints in each.
    expect(wait.attempts.length).toBeLessThanOrEqual(600)
    expect(wait.attempts.length).toBeGreaterThan(50)
    wait.abort.abort()
  })

  test('never makes the pause shorter than attempts that are dear allow', async () => {
    const wait = start(refused, { shortestPause: 20 })
    for (let step = 0; step < 500; step++) {
      wait.hint()
      await tick(0.7)
    }
    const pauses = wait.attempts.slice(1).map((at, index) => at - (wait.attempts[index] ?? 0))
    expect(pauses.length).toBeGreaterThan(5)
    expect(Math.min(...pauses)).toBeGreaterThan(18)
    wait.abort.abort()
  })
})

describe('Tally', () => {
  test('counts reasons when there was more than one', () => {
    const tally = new Tally()
    expect(tally.attempts).toBe('')
    tally.add({ reason: 'refused' })
    tally.add({ reason: 'refused' })
    expect(tally).toMatchObject({ attempts: '', lastAttempt: 'refused' })
    tally.add({ reason: 'HTTP 503' })
    expect(tally).toMatchObject({ attempts: 'refused ×2; HTTP 503', lastAttempt: 'HTTP 503' })
  })
})
