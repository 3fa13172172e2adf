import type { Instance } from './instance.js'

/**
 * Calls `onChange` when the leader has ended, and when the daemon that it left, if any, has ended.
 *
 * @param signal - aborted when the daemon is no longer checked: it may live on
 */
export async function followEnd(
  process: Instance,
  onChange: () => void,
  signal: AbortSignal,
): Promise<void> {
  const isDaemon = await process.leavesDaemon()
  onChange()
  if (!isDaemon) return
  await process.whenGone(signal)
  if (!signal.aborted) onChange()
}
