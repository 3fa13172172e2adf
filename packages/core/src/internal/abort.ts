import { createDeferred } from './deferred.js'

/** Aborts `inner` when `outer` is aborted, until the returned function is called. */
export function linkSignals(outer: AbortSignal | undefined, inner: AbortController): () => void {
  const abort = (): void => inner.abort(outer?.reason)
  if (outer?.aborted) abort()
  outer?.addEventListener('abort', abort)
  return () => outer?.removeEventListener('abort', abort)
}

/** Waits for a promise; throws the signal's reason if it is aborted first. */
export async function untilAborted<T>(wait: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted()
  const aborted = createDeferred<never>()
  const onAbort = (): void => aborted.reject(signal.reason)
  signal.addEventListener('abort', onAbort)
  try {
    return await Promise.race([wait, aborted.promise])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}
