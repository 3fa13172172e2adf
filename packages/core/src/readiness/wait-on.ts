import { notReady, ready, type Attempt } from './attempt.js'

/** Longest time wait-on is let loose: it cannot be cancelled, so an abort leaves it running for so long at most. */
const slice = 1_000

/**
 * Waits for resources in the syntax of the npm package wait-on, for a bounded slice of time. The package costs 350 ms
 * and 38 MiB to import, so it is loaded on first use.
 */
export async function attemptWaitOn(
  resources: readonly string[],
  signal: AbortSignal,
): Promise<Attempt> {
  const { default: waitOn } = await import('wait-on')
  const aborted = notReady(`still waiting for ${resources.join(', ')}`)
  if (signal.aborted) return aborted
  const attempt = waitOn({
    resources: [...resources],
    timeout: slice,
    interval: 50,
    window: 100,
    simultaneous: 1,
    httpTimeout: slice,
    commandTimeout: slice,
    followRedirect: false,
    log: false,
    proxy: false,
  }).then(
    () => ready,
    ({ message }: Error) =>
      notReady(message.replace(/^Timed out waiting for: /, 'still waiting for ')),
  )
  return Promise.race([attempt, settleOnAbort(signal, aborted)])
}

function settleOnAbort(signal: AbortSignal, attempt: Attempt): Promise<Attempt> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(attempt), { once: true })
  })
}
