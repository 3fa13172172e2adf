import { repeat } from '../internal/clock.js'
import { identify, isAlive } from '../process/index.js'
import type { RunnerIdentity } from '../protocol/index.js'

/** A check costs 20 µs. */
const lookInterval = 200

/**
 * Calls `onEnd` once when the runner is gone. The end of its connection is seen sooner, but not every runner has one,
 * and that of a worker may outlive it.
 */
export function watchRunner(runner: RunnerIdentity, onEnd: () => void): void {
  // Without a known start time, it is the process that has the pid now.
  const watched = runner.startTime === '' ? identify(runner.pid) : runner
  const stop = repeat(lookInterval, () => {
    if (watched !== undefined && isAlive(watched)) return
    stop()
    onEnd()
  })
}
