import { repeat } from '../internal/clock.js'
import { isAlive } from '../process/identity.js'
import type { RunnerIdentity } from '../protocol/index.js'

/** A look costs 20 µs. */
const lookInterval = 200

/**
 * Calls `onEnd` once when the runner is gone. Its own connection says so sooner, but not every runner has one, and one
 * of a worker may outlive it.
 */
export function watchRunner(runner: RunnerIdentity, onEnd: () => void): void {
  const stop = repeat(lookInterval, () => {
    if (isAlive(runner)) return
    stop()
    onEnd()
  })
}
