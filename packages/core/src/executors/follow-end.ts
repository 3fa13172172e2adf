import type { LiveProcess } from '../process/index.js'

/** Says when the leader has ended, and when the daemon is gone that it left, if it did. */
export async function followEnd(process: LiveProcess, onChange: () => void): Promise<void> {
  const isDaemon = await process.leavesDaemon()
  onChange()
  if (!isDaemon) return
  await process.whenGone(new AbortController().signal)
  onChange()
}
