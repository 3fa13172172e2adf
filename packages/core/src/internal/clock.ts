import { uptime } from 'node:os'
import { performance } from 'node:perf_hooks'
import { clearInterval, clearTimeout, setImmediate, setInterval, setTimeout } from 'node:timers'

// Tests may put fake timers into the global object, and fake functions into Node's module of timers; functions that
// were imported from it stay (nodejs.org/api/module.html#modulesyncbuiltinesmexports).

/** `setTimeout` turns anything longer, 24.8 days, into 1 ms. */
const longestTimer = 2 ** 31 - 1

/** Milliseconds since the process began, from a clock that never goes back. */
export function now(): number {
  return performance.now()
}

/** The time since the boot has a resolution of 10 ms on Linux, and of a second on macOS. */
const shortestSleep = 2_000

/**
 * Creates a clock of milliseconds since 1970 that works even if `Date` is fake. Its base clock stops while the machine
 * sleeps (`CLOCK_MONOTONIC`, clock_gettime(2)); the time since the boot does not.
 *
 * @param readUptime - how long ago the machine was booted, in seconds
 */
export function makeWallClock(readUptime: () => number = uptime): () => number {
  const readLag = (): number => readUptime() * 1000 - now()
  const lagBefore = readLag()
  return () => {
    const slept = readLag() - lagBefore
    return Math.floor(performance.timeOrigin + now() + (slept < shortestSleep ? 0 : slept))
  }
}

/** Milliseconds since 1970. */
export const wallClock: () => number = makeWallClock()

/**
 * Waits, at most until the signal is aborted; resolves in either case.
 *
 * @param ref - whether it keeps the process alive
 */
export async function pause(
  milliseconds: number,
  signal?: AbortSignal,
  { ref = true }: { readonly ref?: boolean } = {},
): Promise<void> {
  if (signal?.aborted) return
  await new Promise<void>((resolve) => {
    const finish = (): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', finish)
      resolve()
    }
    const timer = setTimeout(finish, Math.min(milliseconds, longestTimer))
    if (!ref) timer.unref()
    signal?.addEventListener('abort', finish)
  })
}

/** Calls a function repeatedly until the returned function is called; does not keep the process alive. */
export function repeat(interval: number, call: () => void): () => void {
  const timer = setInterval(call, interval)
  timer.unref()
  return () => clearInterval(timer)
}

/** Calls a function later, unless the returned function is called before; does not keep the process alive. */
export function after(milliseconds: number, call: () => void): () => void {
  const timer = setTimeout(call, Math.min(milliseconds, longestTimer))
  timer.unref()
  return () => clearTimeout(timer)
}

/** Blocks the thread. Only for the exit of the process, when nothing asynchronous runs any more. */
export function block(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds)
}

/** Waits for a promise, at most `milliseconds`; resolves with whether it settled in time. */
export async function settlesWithin(
  promise: Promise<unknown>,
  milliseconds: number,
): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<false>((resolve) => {
    // If the event loop was blocked, poll once more: events that arrived in time are not processed yet.
    const expire = (): void => void setImmediate(() => resolve(false))
    timer = setTimeout(expire, Math.min(milliseconds, longestTimer))
  })
  const settled = promise.then(
    () => true,
    () => true,
  )
  try {
    return await Promise.race([settled, late])
  } finally {
    clearTimeout(timer)
  }
}

/** The end of a wait. */
export class Deadline {
  /** The time that was allowed, in milliseconds. */
  readonly timeout: number
  readonly #startedAt = now()

  constructor(timeout: number) {
    this.timeout = timeout
  }

  get elapsed(): number {
    return now() - this.#startedAt
  }

  get remaining(): number {
    return Math.max(0, this.timeout - this.elapsed)
  }
}
