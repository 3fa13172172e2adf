import { Deadline, now, pause } from '../internal/clock.js'
import type { Running } from './state.js'

/** How long after it was ready a process may still be on its way to its main loop. Milliseconds. */
const youth = 5_000
/** How long to wait for it to accept its first connection. Milliseconds. */
const patience = 2_000

/**
 * Waits until a process that has only just become ready has accepted the connection that showed it to be ready.
 *
 * The kernel accepts connections as soon as a program listens. Some programs ignore their stop signal until they serve
 * (uWSGI), or forget it (mosquitto, gunicorn's workers), or hang for ever in the middle of their start (MariaDB): an
 * immediate stop took its `stopTimeout`, and ended with the kill signal.
 */
export async function settleIn({ process, readyAt = 0, hasUnaccepted }: Running): Promise<void> {
  if (hasUnaccepted === undefined || now() - readyAt > youth || process.isPaused) return
  const deadline = new Deadline(patience)
  for (let wait = 1; !process.hasEnded() && hasUnaccepted(); wait = Math.min(wait * 2, 16)) {
    if (deadline.remaining === 0) return
    await pause(wait)
  }
}
