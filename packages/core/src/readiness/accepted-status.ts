/**
 * Whether the status of a response counts as ready.
 *
 * @param accepted - those that do; without, any 2xx
 */
export function isAccepted(
  status: number,
  accepted: number | readonly number[] | string | RegExp | undefined,
): boolean {
  if (accepted === undefined) return status >= 200 && status <= 299
  if (typeof accepted === 'number') return accepted === status
  if (typeof accepted === 'string') return new RegExp(`^(?:${accepted})$`).test(String(status))
  if (Array.isArray(accepted)) return accepted.includes(status)
  // With `g` or `y` a RegExp continues at its `lastIndex`.
  const { source, flags } = accepted as RegExp
  return new RegExp(source, flags.replace(/[gy]/g, '')).test(String(status))
}
