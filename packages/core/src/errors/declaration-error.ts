import { redactCommand } from '../internal/redact.js'
import { ExecutorError, hideFields } from './executor-error.js'

/** One problem of a declaration. */
export interface Problem {
  /** Path of the option, for example `port` or `env.PORT`; empty for the declaration as a whole. */
  readonly path: string
  /** What is wrong, and what is allowed or was probably meant. */
  readonly message: string
}

/**
 * The options of an executor or a declaration are invalid. The message lists all problems at once.
 *
 * Usual causes: a misspelt option or placeholder; a process that refers to one that ends earlier, or to itself; a
 * `RegExp` in a configuration that is passed on as JSON.
 *
 * What to do: fix every line of the list; each line begins with the path of the option.
 *
 * See also: [Options](https://github.com/mirakuru-ts/mirakuru/blob/main/docs/reference.md#options),
 * [References](https://github.com/mirakuru-ts/mirakuru/blob/main/docs/references.md).
 *
 * @example
 * ```ts
 * try {
 *   new TcpExecutor('redis-server', { port: 70_000 })
 * } catch (error) {
 *   if (error instanceof DeclarationError) console.error(error.problems)
 * }
 * ```
 */
export class DeclarationError extends ExecutorError {
  static override readonly code: string = 'ERR_DECLARATION'
  declare readonly code: 'ERR_DECLARATION'
  /** All problems, in the order of the message. */
  declare readonly problems: readonly Problem[]

  /**
   * @param subject - what was declared, for example `tcp executor "redis"`
   * @param problems - all of its problems
   * @param options - `cause`; `message` replaces the list of problems
   */
  constructor(
    subject: string,
    problems: readonly Problem[],
    options: ErrorOptions & { readonly message?: string } = {},
  ) {
    const shown = problems.map(hideSecrets)
    const { message, ...others } = options
    const list = `Invalid ${redactCommand(subject)}:${shown.map(describeProblem).join('')}`
    super(message === undefined ? list : redactCommand(message), others)
    hideFields(this, { problems: Object.freeze(shown) })
  }
}

/** A problem may quote the command. */
function hideSecrets({ path, message }: Problem): Problem {
  return { path, message: redactCommand(message) }
}

function describeProblem({ path, message }: Problem): string {
  const text = path === '' ? message : `${path}: ${message}`
  return `\n  - ${text.replaceAll('\n', '\n    ')}`
}
