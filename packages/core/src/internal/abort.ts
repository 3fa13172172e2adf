/** Aborts the inner one with the outer, until the returned function is called. */
export function linkSignals(outer: AbortSignal | undefined, inner: AbortController): () => void {
  const abort = (): void => inner.abort(outer?.reason)
  if (outer?.aborted) abort()
  outer?.addEventListener('abort', abort)
  return () => outer?.removeEventListener('abort', abort)
}
