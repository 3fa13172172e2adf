import { inspect } from 'node:util'
import { toPlainText } from '../internal/printable.js'
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
/** Of messages, whose beginning says most, and of the logs of causes. All of it fits into one frame, escaped as well. */
const keptShort = 16_384
const notFields = new Set(['name', 'message', 'stack', 'code', 'cause'])

/** Takes an error apart; whatever else was thrown becomes one. */
export function encodeError(thrown: unknown, depth = 0): ErrorMessage {
  if (!isError(thrown)) return { name: 'Error', message: describeThrown(thrown), fields: {} }
  const { name, message, cause } = thrown
  const { code } = thrown as { code?: unknown }
  return {
    name,
    message: message.slice(0, keptShort),
    ...(isPlain(code) ? { code } : {}),
    fields: listFields(thrown, depth === 0 ? keptText : keptShort),
    ...(cause === undefined || depth === deepestCause
      ? {}
      : { cause: encodeError(cause, depth + 1) }),
  }
}

/** Puts an error together again: of the class that has its code, so that `instanceof` holds. */
export function decodeError(encoded: ErrorMessage): Error {
  const { name, message, code, fields, cause } = encoded
  // Of one that is not ours nobody has made sure what its message does to a terminal.
  const error = new Error(
    toPlainText(message),
    cause === undefined ? {} : { cause: decodeError(cause) },
  )
  const Class = code === ExecutorError.code ? ExecutorError : classes.get(String(code))
  if (Class === undefined) {
    // Test runners print all fields of a cause, `spawnargs` for example, below a message that says enough.
    hideFields(error, { toJSON: () => ({ name, message }) })
  } else {
    Object.setPrototypeOf(error, Class.prototype)
    hideFields(error, { [Symbol.for('mirakuru.error')]: true })
  }
  Object.assign(error, code === undefined ? {} : { code })
  // It was made elsewhere: the calls that lead to here say nothing.
  hideFields(error, { ...fields, name, stack: `${name}: ${message}` })
  return error
}

function describeThrown(thrown: unknown): string {
  return typeof thrown === 'string' ? thrown.slice(0, keptShort) : inspect(thrown)
}

/** Errors of other realms are no instances of this one's `Error`. */
function isError(thrown: unknown): thrown is Error {
  if (typeof thrown !== 'object' || thrown === null) return false
  const { name, message } = thrown as Partial<Error>
  return typeof name === 'string' && typeof message === 'string'
}

function listFields(error: object, limit: number): Record<string, unknown> {
  const names = Object.getOwnPropertyNames(error).filter((name) => !notFields.has(name))
  return Object.fromEntries(names.map((name) => [name, readField(error, name, limit)]))
}

function readField(error: object, name: string, limit: number): unknown {
  try {
    const value = (error as Record<string, unknown>)[name]
    if (typeof value === 'string') return value.slice(-limit)
    return isPlain(value) ? value : (JSON.parse(JSON.stringify(value)) as unknown)
  } catch {
    return undefined // circular, a BigInt, or a getter that throws: for no reader of a message
  }
}

function isPlain(value: unknown): boolean {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value)
}
