import { clearTimeout, setImmediate, setTimeout } from 'node:timers' // not the global ones, see clock.ts
import { debuglog } from 'node:util'
import { now, type Deadline } from '../internal/clock.js'
import { createDeferred, type Deferred } from '../internal/deferred.js'
import { toPlainText } from '../internal/printable.js'
import { redactCommand } from '../internal/redact.js'
import { notReady, type Attempt } from './attempt.js'

/** What to wait for, how long, and what ends the wait early. */
export interface Wait {
  /** One attempt; it has to give up when the signal is aborted, in `limit` milliseconds at the latest. */
  readonly attempt: (signal: AbortSignal, limit: number) => Promise<Attempt>
  readonly deadline: Deadline
  /** Counts why attempts failed; kept after the wait, to explain its end. */
  readonly tally: Tally
  /** Ends the wait with its reason. */
  readonly signal: AbortSignal
  /** Calls `wake` after an event that makes a successful attempt likely; returns a function that stops this. */
  readonly onHint?: (wake: () => void) => () => void
  /** Tells when attempts may succeed, so that until then the timer is only a fallback. */
  readonly watch?: Watch | undefined
  /** The shortest pause between two attempts, for expensive attempts. Milliseconds. */
  readonly shortestPause?: number
}

/**
 * Calls `wake` as soon as attempts may succeed, which ends the watch, and `hint` after an event that makes an attempt
 * worthwhile; returns a function that stops this, or `undefined` if nothing can be watched.
 */
export type Watch = (wake: () => void, hint: () => void) => (() => void) | undefined

/** Whether it became ready in time. Why attempts failed is in the wait's {@link Tally}. */
export type WaitOutcome = 'ready' | 'expired'

const trace = debuglog('mirakuru')
const firstPause = 1
const longestPause = 25
/** While the watch works, which sees what an attempt would. */
const longestWatchedPause = 50
/** A pause is this part of the time already waited: 0.5 %. */
const pausePart = 0.005
const shortestAttempt = 1_000
const tellingAttempt = 500
/** Created once: a stack for each of a thousand attempts is expensive. */
const attemptIsOver = new DOMException('The attempt is over', 'AbortError')
/** How much too early a timer may fire. Milliseconds. */
const timerTolerance = 2
/** Two hints that count are at least this part of the time already waited apart: 5 %, and 250 ms at most. */
const hintPart = 0.05
const longestHintGap = 250

/**
 * Repeats an attempt until it succeeds. The only place with timing: one attempt in flight, each with its own deadline,
 * pauses that grow from 1 ms to 25 ms with the time waited, and an attempt at once on every hint. An attempt that was
 * given up because it took too long may still succeed.
 *
 * @throws the signal's reason, when it is aborted
 */
export async function poll(wait: Wait): Promise<WaitOutcome> {
  wait.signal.throwIfAborted()
  const hints = new Hints(wait)
  const success = createDeferred<Attempt>()
  void success.promise.then(() => hints.wake())
  let slowest = tellingAttempt / 2
  try {
    while (wait.deadline.remaining > 0) {
      const startedAt = now()
      const attempt = await attemptOnce(wait, success)
      wait.signal.throwIfAborted()
      if (trace.enabled)
        trace(
          '%d ms: %s',
          Math.round(wait.deadline.elapsed),
          attempt.ready ? 'ready' : describe(attempt),
        )
      if (attempt.ready) return 'ready'
      // An attempt that the deadline cut short before it could see anything explains nothing. On a busy machine
      // attempts take longer, and what comes after the deadline does not count.
      const { elapsed, remaining, timeout } = wait.deadline
      const duration = now() - startedAt - Math.max(0, elapsed - timeout)
      const wasCutShort = remaining <= timerTolerance && duration < 2 * slowest
      if (!wasCutShort) slowest = Math.max(slowest, duration)
      if (!wasCutShort || wait.tally.lastAttempt === undefined) wait.tally.add(attempt)
      await hints.pause(choosePause(wait, hints.isWatching))
      wait.signal.throwIfAborted()
    }
    return 'expired'
  } finally {
    hints.end()
  }
}

/** A reason for the debug log. */
function describe({ reason }: { readonly reason: string }): string {
  return toPlainText(redactCommand(reason))
}

function choosePause({ deadline, shortestPause = firstPause }: Wait, isWatching: boolean): number {
  const growing = Math.min(Math.max(firstPause, deadline.elapsed * pausePart), longestPause)
  const grown = isWatching ? longestWatchedPause : growing
  return Math.min(Math.max(grown, shortestPause), deadline.remaining)
}

/** A server that never answers costs one attempt, not the wait; a slow one gets longer attempts with time. */
async function attemptOnce(
  { attempt, deadline, signal }: Wait,
  success: Deferred<Attempt>,
): Promise<Attempt> {
  const limit = Math.min(Math.max(shortestAttempt, deadline.elapsed / 2), deadline.remaining)
  const controller = new AbortController()
  const giveUp = (): void => controller.abort(attemptIsOver)
  const timer = setTimeout(giveUp, limit)
  signal.addEventListener('abort', giveUp)
  try {
    const outcome = attempt(controller.signal, limit)
    outcome.then(
      (late) => late.ready && success.resolve(late),
      () => undefined,
    )
    return await Promise.race([outcome, success.promise, refuseOnAbort(controller.signal)])
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', giveUp)
    giveUp()
  }
}

/** For attempts that ignore their signal. Others get one turn of the event loop to return their reason first. */
function refuseOnAbort(signal: AbortSignal): Promise<Attempt> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => setImmediate(() => resolve(notReady('no answer'))))
  })
}

/**
 * Pauses that a hint ends early; after it they begin again at 1 ms and double, for what follows immediately.
 *
 * Hints are limited like attempts: a server that logs every request would otherwise be probed again because of each
 * probe, as fast as it can answer.
 */
class Hints {
  #isWatching: boolean
  readonly #wait: Wait
  readonly #stop: () => void
  #lastHint = -Infinity
  #pauseAfterHint = Infinity
  #wake: () => void = () => undefined

  constructor(wait: Wait) {
    this.#wait = wait
    const onAbort = (): void => this.#wake()
    const stopHints = wait.onHint?.(() => this.#take())
    const wake = (): void => {
      this.#isWatching = false
      this.#follow()
    }
    const stopWatching = wait.watch?.(wake, () => this.#follow())
    this.#isWatching = stopWatching !== undefined
    wait.signal.addEventListener('abort', onAbort)
    this.#stop = () => {
      stopHints?.()
      stopWatching?.()
      wait.signal.removeEventListener('abort', onAbort)
    }
  }

  /** Whether the watcher has yet to report that attempts may succeed. */
  get isWatching(): boolean {
    return this.#isWatching
  }

  async pause(milliseconds: number): Promise<void> {
    const { signal, shortestPause = 0 } = this.#wait
    if (signal.aborted) return
    const startedAt = now()
    const length = Math.min(milliseconds, this.#pauseAfterHint)
    this.#pauseAfterHint *= 2
    await new Promise<void>((resolve) => {
      let timer = setTimeout(resolve, length)
      this.#wake = () => {
        clearTimeout(timer)
        const early = shortestPause - (now() - startedAt)
        if (early > 0 && !signal.aborted) timer = setTimeout(resolve, early)
        else resolve()
      }
    })
    this.#wake = () => undefined
  }

  /** Ends a pause. */
  wake(): void {
    this.#wake()
  }

  end(): void {
    this.#stop()
  }

  #take(): void {
    const { deadline, shortestPause = firstPause } = this.#wait
    const gap = Math.max(shortestPause, Math.min(deadline.elapsed * hintPart, longestHintGap))
    if (now() - this.#lastHint < gap) return
    this.#lastHint = now()
    this.#follow()
  }

  #follow(): void {
    this.#pauseAfterHint = this.#wait.shortestPause ?? firstPause
    this.#wake()
  }
}

/** Counts the reasons of failed attempts. */
export class Tally {
  readonly #counts = new Map<string, number>()
  #last: string | undefined
  #cause: unknown

  add({ reason, cause }: { readonly reason: string; readonly cause?: unknown }): void {
    this.#last = reason
    this.#cause = cause
    this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + 1)
  }

  /** The error behind the last attempt, where there was one. */
  get cause(): unknown {
    return this.#cause
  }

  get lastAttempt(): string | undefined {
    return this.#last
  }

  /** `connect ECONNREFUSED 127.0.0.1:3000 ×41; HTTP 503 to HEAD / ×12`; empty when there was one reason only. */
  get attempts(): string {
    if (this.#counts.size < 2) return ''
    const reasons = [...this.#counts].slice(-5)
    return reasons
      .map(([reason, count]) => (count === 1 ? reason : `${reason} ×${count}`))
      .join('; ')
  }
}
