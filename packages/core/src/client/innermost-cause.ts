interface Failure {
  readonly message?: unknown
  readonly cause?: unknown
}

/**
 * Adds a crash to an error that followed from it, as its innermost cause: `fetch failed`, caused by `ECONNRESET`,
 * caused by the crash.
 *
 * @returns whether the error has it as its innermost cause now; not every thrown value can have one
 */
export function addInnermostCause(
  error: unknown,
  cause: Pick<Error, 'name' | 'message' | 'stack'>,
): boolean {
  const seen = new Set<unknown>()
  let innermost = error
  while (isObject(innermost) && isObject(innermost.cause) && !seen.has(innermost)) {
    seen.add(innermost)
    innermost = innermost.cause
  }
  if (!isObject(innermost) || seen.has(innermost)) return false
  // It reports the same crash already.
  if (readHeadline(innermost.message) === readHeadline(cause.message)) return true
  const descriptor = { value: cause, configurable: true, writable: true, enumerable: true }
  return Reflect.defineProperty(innermost, 'cause', descriptor)
}

function readHeadline(message: unknown): string | undefined {
  return String(message).split('\n', 1)[0]
}

function isObject(value: unknown): value is Failure {
  return typeof value === 'object' && value !== null
}
