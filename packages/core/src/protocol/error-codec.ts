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

/** A serialized error. */
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
/** Characters of the logs of an error: their end. */
const keptText = 1_048_576
/** Characters of messages (their beginning) and of the logs of causes. All of it fits into one frame, even escaped. */
const keptShort = 16_384
const notFields = new Set(['name', 'message', 'stack', 'code', 'cause'])

/** Serializes an error, or any other thrown value as one. */
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

/** Restores an error with the class that has its code, so that `instanceof` holds. */
export function decodeError(encoded: ErrorMessage): Error {
  const { name, message, code, fields, cause } = encoded
  // The message of an error of other code may contain terminal escapes.
  const error = new Error(
    toPlainText(message),
    cause === undefined ? {} : { cause: decodeError(cause) },
  )
  const Class = code === ExecutorError.code ? ExecutorError : classes.get(String(code))
  if (Class === undefined) {
    // Test runners print all fields of a cause, such as `spawnargs`, below a message that is sufficient.
    hideFields(error, { toJSON: () => ({ name, message }) })
  } else {
    Object.setPrototypeOf(error, Class.prototype)
    hideFields(error, { [Symbol.for('mirakuru.error')]: true })
  }
  Object.assign(error, code === undefined ? {} : { code })
  // Created in another process: the calls that lead to here are irrelevant.
  hideFields(error, { ...fields, name, stack: `${name}: ${message}` })
  return error
}

function describeThrown(thrown: unknown): string {
  return typeof thrown === 'string' ? thrown.slice(0, keptShort) : inspect(thrown)
}

/** Errors of other realms are not instances of this realm's `Error`. */
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
    return undefined // circular, a BigInt, or a getter that throws
  }
}

function isPlain(value: unknown): boolean {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value)
}
