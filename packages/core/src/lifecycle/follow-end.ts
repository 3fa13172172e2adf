import type { LiveProcess } from '../process/index.js'

/**
 * Says when the leader has ended, and when the daemon is gone that it left, if it did.
 *
 * @param signal - aborted when nobody looks for the daemon any more: it may live on
 */
export async function followEnd(
  process: LiveProcess,
  onChange: () => void,
  signal: AbortSignal,
): Promise<void> {
  const isDaemon = await process.leavesDaemon()
  onChange()
  if (!isDaemon) return
  await process.whenGone(signal)
  if (!signal.aborted) onChange()
}
