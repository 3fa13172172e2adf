import {
  AlreadyRunningError,
  DeclarationError,
  ExecutorError,
  hideFields,
  ProcessCrashedError,
  ProcessExitedWithError,
  ProcessFinishedWithError,
  SpawnError,
  SupervisorError,
  TimeoutExpiredError,
} from '../errors/index.js'

/** An error as it crosses the wire. */
export interface ErrorMessage {
  readonly name: string
  readonly message: string
  readonly code?: unknown
  readonly fields: Readonly<Record<string, unknown>>
  readonly cause?: ErrorMessage
}

const classes = new Map(
  [
    AlreadyRunningError,
    DeclarationError,
    ProcessCrashedError,
    ProcessExitedWithError,
    ProcessFinishedWithError,
    SpawnError,
    SupervisorError,
    TimeoutExpiredError,
  ].map((Class) => [Class.code, Class as typeof ExecutorError]),
)

const deepestCause = 8
/** The end of a log says most. */
const keptText = 1_048_576
const notFields = new Set(['name', 'message', 'stack', 'code', 'cause'])

/** Takes an error apart; whatever else was thrown becomes one. */
export function encodeError(thrown: unknown, depth = 0): ErrorMessage {
  if (!isError(thrown)) return { name: 'Error', message: String(thrown), fields: {} }
  const { name, message, cause } = thrown
  const { code } = thrown as { code?: unknown }
  return {
    name,
    message,
    ...(isPlain(code) ? { code } : {}),
    fields: listFields(thrown),
    ...(cause === undefined || depth === deepestCause
      ? {}
      : { cause: encodeError(cause, depth + 1) }),
  }
}

/** Puts an error together again: of the class that has its code, so that `instanceof` holds. */
export function decodeError(encoded: ErrorMessage): Error {
  const { name, message, code, fields, cause } = encoded
  const error = new Error(message, cause === undefined ? {} : { cause: decodeError(cause) })
  const Class = code === ExecutorError.code ? ExecutorError : classes.get(String(code))
  if (Class !== undefined) {
    Object.setPrototypeOf(error, Class.prototype as object)
    hideFields(error, { [Symbol.for('mirakuru.error')]: true })
  }
  Object.assign(error, code === undefined ? {} : { code })
  hideFields(error, { ...fields, name })
  return error
}

/** Errors of other realms are no instances of this one's `Error`. */
function isError(thrown: unknown): thrown is Error {
  return typeof thrown === 'object' && thrown !== null && 'message' in thrown && 'name' in thrown
}

function listFields(error: Error): Record<string, unknown> {
  const names = Object.getOwnPropertyNames(error).filter((name) => !notFields.has(name))
  return Object.fromEntries(
    names.map((name) => [name, shorten((error as unknown as Record<string, unknown>)[name])]),
  )
}

function shorten(value: unknown): unknown {
  if (typeof value === 'string') return value.slice(-keptText)
  if (isPlain(value)) return value
  try {
    return JSON.parse(JSON.stringify(value)) as unknown
  } catch {
    return undefined // circular, or a BigInt: for no reader of a message
  }
}

function isPlain(value: unknown): boolean {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value)
}
