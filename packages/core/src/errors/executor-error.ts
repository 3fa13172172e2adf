import { toPlainText } from '../internal/printable.js'
import { redact, redactCommand } from '../internal/redact.js'
import { endWithPage } from './page.js'

const brand = Symbol.for('mirakuru.error')

/**
 * Base class of the errors that mirakuru throws. The only exception: an incorrect set-up of Jest (no test environment,
 * or a missing `base`) throws a plain `Error`.
 *
 * Errors are recognised by a registered symbol and their stable `code`, not by their prototype. So `instanceof` also
 * works between two copies of this package and between realms (Jest runs tests in their own realm).
 *
 * Usual causes: a call that is not possible at that moment: pausing a process that is not running, using a process
 * whose scope has ended, allocating a port when none is free.
 *
 * What to do: read the message; it names the condition that the call requires.
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

  /** Stable, machine-readable error code, for example `ERR_TIMEOUT_EXPIRED`. */
  readonly code: string

  /**
   * @param message - what failed and why; colours, control sequences and known secrets are removed, and the address of
   *   the page that explains the code is added
   * @param options - `cause`: the original error
   */
  constructor(message: string, options?: ErrorOptions) {
    super(endWithPage(redact(toPlainText(message)), new.target.code), options)
    this.code = new.target.code
    hideFields(this, { name: new.target.name, [brand]: true })
  }

  /** On the prototype, because the first line of the stack is written before the constructor runs. */
  override get name(): string {
    return this.constructor.name
  }

  /** Omits the other fields: test runners would print them below a message that contains them already. */
  toJSON(): object {
    const { name, message, code } = this
    return { name, message, code }
  }

  /** Called by `instanceof`: whether the brand and the code are those of this class. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    if (!isBranded(value)) return false
    if (this === ExecutorError) return true
    // A user's subclass inherits its parent's code, or has one that its parent does not know.
    if (Function.prototype[Symbol.hasInstance].call(this, value)) return true
    return Object.hasOwn(this, 'code') && value.code === this.code
  }
}

/**
 * Defines fields that can be read but are not enumerable: test runners print every enumerable field below an error, and
 * the message contains all of it already.
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

/** The fields of an error without secrets; `log`, the output of the process, is kept as it is. */
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
