import { repeat } from '../internal/clock.js'
import { identify, isAlive } from '../process/index.js'
import type { RunnerIdentity } from '../protocol/index.js'

/** A look costs 20 µs. */
const lookInterval = 200

/**
 * Calls `onEnd` once when the runner is gone. Its own connection says so sooner, but not every runner has one, and one
 * of a worker may outlive it.
 */
export function watchRunner(runner: RunnerIdentity, onEnd: () => void): void {
  // Where clients cannot tell when it started, it is the one that has the pid now.
  const watched = runner.startTime === '' ? identify(runner.pid) : runner
  const stop = repeat(lookInterval, () => {
    if (watched !== undefined && isAlive(watched)) return
    stop()
    onEnd()
  })
}
