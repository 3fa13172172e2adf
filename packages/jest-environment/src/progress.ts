/** A start that takes longer is worth a word. */
const patience = 5_000

/**
 * Says every few seconds that a process is still starting; Jest shows nothing of a test file until it has ended.
 *
 * @param label - how messages call the process
 * @returns stops it
 */
export function announceDelay(label: string): () => void {
  const startedAt = performance.now()
  const timer = setInterval(() => {
    const seconds = Math.round((performance.now() - startedAt) / 1000)
    process.stderr.write(`mirakuru: "${label}" is still starting after ${seconds} s\n`)
  }, patience)
  timer.unref()
  return () => clearInterval(timer)
}
