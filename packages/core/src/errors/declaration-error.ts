import { redactCommand } from '../internal/redact.js'
import { ExecutorError, hideFields } from './executor-error.js'

/** One thing that is wrong with a declaration. */
export interface Problem {
  /** Where, for example `port` or `env.PORT`; empty for the declaration as a whole. */
  readonly path: string
  /** What is wrong, and what is allowed or probably meant. */
  readonly message: string
}

/**
 * The options of an executor or a declaration are wrong. All problems are listed at once.
 *
 * Usual causes: a misspelt option or placeholder; a process that refers to one that ends earlier, or to itself; a regular expression in
 * a configuration that travels as JSON.
 *
 * What to do: fix every line of the list; each begins with the path of the option.
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
  /** Everything that is wrong, in the order of the message. */
  declare readonly problems: readonly Problem[]

  /**
   * @param subject - what was declared, for example `tcp executor "redis"`
   * @param problems - everything that is wrong with it
   * @param options - `cause`; `message`, where a list of problems would not say it well
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

/** A command that is quoted wrongly is shown where it is. */
function hideSecrets({ path, message }: Problem): Problem {
  return { path, message: redactCommand(message) }
}

function describeProblem({ path, message }: Problem): string {
  const text = path === '' ? message : `${path}: ${message}`
  return `\n  - ${text.replaceAll('\n', '\n    ')}`
}
