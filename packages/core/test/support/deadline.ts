import { setTimeout as pause } from 'node:timers/promises'
import { inspect } from 'node:util'

const lookInterval = 3
/** What a quiet machine does at once takes a starved one seconds. Milliseconds. */
export const patience = 30_000

/** How long something is waited for, and how the message calls it. */
export interface Expectation {
  readonly what: string
  /** Milliseconds. */
  readonly within?: number
}

/**
 * Looks again and again until what is seen is accepted.
 *
 * @throws an error that prints what was seen last
 */
export async function eventually<T>(
  { what, within = patience }: Expectation,
  look: () => T | PromiseLike<T>,
  accepts: (seen: T) => boolean = Boolean,
): Promise<T> {
  const deadline = performance.now() + within
  for (;;) {
    const seen = await look()
    if (accepts(seen)) return seen
    if (performance.now() >= deadline)
      throw new Error(`Waited ${within} ms in vain for ${what}; last seen: ${inspect(seen)}`)
    await pause(lookInterval)
  }
}

/** Waits for a promise, but not for ever; `seen` says on failure what there was instead. */
export async function inTime<T>(
  { what, within = patience }: Expectation,
  promise: PromiseLike<T>,
  seen: () => unknown = () => 'nothing',
): Promise<T> {
  const late = new AbortController()
  const expiry = pause(within, undefined, { signal: late.signal }).then(() => {
    throw new Error(`Waited ${within} ms in vain for ${what}; last seen: ${inspect(seen())}`)
  })
  try {
    return await Promise.race([promise, expiry])
  } finally {
    late.abort()
    expiry.catch(() => undefined)
  }
}

/** Runs something and tells how many milliseconds it took. */
export async function measure(run: () => unknown): Promise<number> {
  const startedAt = performance.now()
  await run()
  return performance.now() - startedAt
}

/** The error a promise is rejected with; a promise that is fulfilled is the failure here. */
export async function rejectionOf<T extends Error = Error>(
  promise: PromiseLike<unknown>,
): Promise<T> {
  let value: unknown
  try {
    value = await promise
  } catch (error) {
    return error as T
  }
  throw new Error(`Expected a rejection, got ${inspect(value, { depth: 0 })}`)
}
