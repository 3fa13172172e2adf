/** What one attempt saw. */
export type Attempt = { readonly ready: true } | { readonly ready: false; readonly reason: string }

/** The attempt succeeded. */
export const ready: Attempt = { ready: true }

/** The attempt failed, for a reason that people will read: `connect ECONNREFUSED 127.0.0.1:3000`. */
export function notReady(reason: string): Attempt {
  return { ready: false, reason }
}
