/** What is passed on to the command that we run. */
const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Who can end us. */
export type ForwardedSignal = (typeof forwarded)[number]

/**
 * Calls `onSignal` instead of dying, until the returned function is called.
 *
 * @param onSignal - `isKnown` says that whoever shares our terminal has got it as well: a terminal sends the signal of
 * Ctrl-C to the whole group
 */
export function catchSignals(
  onSignal: (signal: ForwardedSignal, isKnown: boolean) => void,
): () => void {
  const isAtTerminal = [process.stdin, process.stdout, process.stderr].some(({ isTTY }) => isTTY)
  const listeners = forwarded.map((signal) => {
    const listener = (): void => onSignal(signal, signal === 'SIGINT' && isAtTerminal)
    process.on(signal, listener)
    return () => process.off(signal, listener)
  })
  return () => {
    for (const stop of listeners) stop()
  }
}
