/** What the server or the client says of a failure. */
interface Failure {
  readonly message: string
  readonly code?: string
  readonly detail?: string
  readonly hint?: string
}

/** The connection is gone, or the server starts or stops: it may be back soon. */
const passing = [
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
  'CONNECT_TIMEOUT',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  // https://www.postgresql.org/docs/current/errcodes-appendix.html: shutdown, crash, starting up
  '57P01',
  '57P02',
  '57P03',
]

/** Whether the same request may succeed later. */
export function isPassing(error: unknown): boolean {
  const { code } = error as Failure
  return code !== undefined && passing.includes(code)
}

/** An error that says what the server says: message, SQLSTATE, detail and hint. */
export function explainError(cause: unknown): Error {
  const { message, code, detail, hint } = cause as Failure
  const state = code !== undefined && /^[0-9A-Z]{5}$/.test(code) ? ` (SQLSTATE ${code})` : ''
  const further = [detail && `detail: ${detail}`, hint && `hint: ${hint}`].filter(Boolean)
  return new Error([`${message}${state}`, ...further].join('\n'), { cause })
}
