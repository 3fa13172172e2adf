import { resolve as resolvePath } from 'node:path'
import { notReady, ready, type Attempt } from './attempt.js'

/** An attempt cannot be cancelled: it must not keep a process alive for longer. Milliseconds. */
const longestAttempt = 10_000

/**
 * Waits for resources in the syntax of the npm package wait-on. The package costs 350 ms and 38 MiB to import, so it is
 * loaded on first use.
 *
 * @param limit - how long the attempt may take, in milliseconds. wait-on cannot be cancelled: an abort takes effect at
 * once, but wait-on continues for this time, at most 10 s
 */
export async function attemptWaitOn(
  resources: readonly string[],
  signal: AbortSignal,
  limit: number,
): Promise<Attempt> {
  const { default: waitOn } = await import('wait-on')
  const missing = new Set(resources)
  const tellMissing = (): Attempt => notReady(`still waiting for ${[...missing].join(', ')}`)
  if (signal.aborted) return tellMissing()
  const slice = Math.ceil(Math.min(limit, longestAttempt))
  const limits = { timeout: slice, httpTimeout: slice, commandTimeout: slice }
  // One call each, so that the missing ones are known at any time.
  const waits = [...missing].map(async (resource) => {
    await waitOn({ ...options, ...limits, resources: [resource] })
    missing.delete(resource)
  })
  const attempt = Promise.all(waits).then(
    () => ready,
    ({ message }: Error) =>
      message.startsWith('Timed out waiting for') ? tellMissing() : notReady(message),
  )
  return Promise.race([attempt, settleOnAbort(signal, tellMissing)])
}

const options = {
  interval: 50,
  window: 100,
  simultaneous: 1,
  followRedirect: false,
  log: false,
  proxy: false,
} as const

/**
 * Resolves the path of a resource, if it has one, against a folder: wait-on uses the working directory of this process.
 */
export function placeResource(resource: string, folder: string): string {
  if (/^(?:https?(?:-get)?|tcp|command):/.test(resource)) return resource
  const [kind = ''] = /^(?:file|socket):/.exec(resource) ?? []
  return `${kind}${resolvePath(folder, resource.slice(kind.length))}`
}

function settleOnAbort(signal: AbortSignal, tell: () => Attempt): Promise<Attempt> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(tell()), { once: true })
  })
}
