import type { LiveProcess } from '../process/index.js'

/** Says when the leader has ended, and when the daemon is gone that it left, if it did. */
export async function followEnd(process: LiveProcess, onChange: () => void): Promise<void> {
  await process.exited
  onChange()
  if (!process.isAlive()) return
  await process.whenGone(new AbortController().signal)
  onChange()
}
