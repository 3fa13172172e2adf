import { toPlainText } from '../internal/printable.js'
import { redact, redactCommand } from '../internal/redact.js'

const brand = Symbol.for('mirakuru.error')

/**
 * Base of the errors that mirakuru throws. Only a wrong set-up of Jest itself, no test environment or a missing `base`, is a plain
 * `Error`.
 *
 * Errors are recognised by a registered symbol and their stable `code`, not by their prototype, so `instanceof` also
 * works between two copies of this package and between realms (Jest runs tests in a realm of their own).
 *
 * Usual causes: a call that is not possible at that moment: to pause a process that does not run, to use a process whose scope has
 * ended, to allocate a port when none is free.
 *
 * What to do: read the message; it says what must be true for the call.
 *
 * @example
 * ```ts
 * try {
 *   await new TcpExecutor('redis-server --port {port} --dir {tmp}').start()
 * } catch (error) {
 *   if (error instanceof ExecutorError) console.error(error.code, error.message)
 * }
 * ```
 */
export class ExecutorError extends Error {
  /** The code of this class; every public class has its own. */
  static readonly code: string = 'ERR_EXECUTOR'

  /** Stable, machine-readable name of what went wrong, for example `ERR_TIMEOUT_EXPIRED`. */
  readonly code: string

  /**
   * @param message - what failed and why, in the form the user reads: colours, control sequences and secrets of others are
   * taken out of it
   * @param options - `cause`: the original error
   */
  constructor(message: string, options?: ErrorOptions) {
    super(redact(toPlainText(message)), options)
    this.code = new.target.code
    hideFields(this, { name: new.target.name, [brand]: true })
  }

  /** On the prototype, because the first line of the stack is written before the constructor gets its turn. */
  override get name(): string {
    return this.constructor.name
  }

  /** For test runners, which print every other field below a message that says it already. */
  toJSON(): object {
    const { name, message, code } = this
    return { name, message, code }
  }

  /** What `instanceof` asks: whether the brand and the code are those of this class. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    if (!isBranded(value)) return false
    if (this === ExecutorError) return true
    // A subclass of a user's own inherits its parent's code, or has one that its parent does not know.
    if (Function.prototype[Symbol.hasInstance].call(this, value)) return true
    return Object.hasOwn(this, 'code') && value.code === this.code
  }
}

/**
 * Defines fields that can be read but are not enumerable: test runners print every enumerable field below an error,
 * and the message says all of it already.
 */
export function hideFields(target: object, fields: Record<PropertyKey, unknown>): void {
  for (const key of Reflect.ownKeys(fields)) {
    Object.defineProperty(target, key, {
      value: fields[key as string],
      configurable: true,
      writable: true,
      enumerable: false,
    })
  }
}

/** What an error knows beside its message, without what is secret; `log` is what the process has printed, as it is. */
export function describeFields(fields: object): Record<string, unknown> {
  const entries = Object.entries(fields).map(([name, value]) => {
    if (name === 'log' || name === 'problems') return [name, value]
    if (typeof value === 'string') return [name, redactCommand(value)]
    return [name, typeof value === 'object' && value !== null ? describeFields(value) : value]
  })
  return Object.fromEntries(entries) as Record<string, unknown>
}

function isBranded(value: unknown): value is { code: string } {
  return typeof value === 'object' && value !== null && brand in value
}
