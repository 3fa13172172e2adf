/** What one attempt saw. */
export type Attempt =
  | { readonly ready: true }
  | { readonly ready: false; readonly reason: string; readonly cause?: unknown }

/** The attempt succeeded. */
export const ready: Attempt = { ready: true }

/** The attempt failed, with a reason for messages: `connect ECONNREFUSED 127.0.0.1:3000`. */
export function notReady(reason: string, cause?: unknown): Attempt {
  return cause === undefined ? { ready: false, reason } : { ready: false, reason, cause }
}

/** The message of a connection error; that of a name with several addresses has a message for each, and none itself. */
export function describeError(error: NodeJS.ErrnoException): string {
  const [, tls] = /:SSL routines:[^:]*:([^:]+):/.exec(error.message) ?? []
  if (tls !== undefined) return `TLS: ${tls}`
  if (error.message !== '') return error.message.trim()
  const all = error instanceof AggregateError ? (error.errors as Error[]) : []
  return all.map(({ message }) => message).join('; ') || (error.code ?? error.name)
}
