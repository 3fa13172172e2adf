import { DeclarationError, type Problem } from '../errors/index.js'
import { findNearest } from '../internal/nearest.js'

/** Where options are written, and which ones there are. */
interface KnownOptions {
  /** For the message: `options of mirakuru()`. */
  readonly subject: string
  readonly names: readonly string[]
  /** Whether others have options of their own there: then only a name that is nearly one of ours is misspelt. */
  readonly isShared?: boolean
}

/** An error about options of an adapter that do not exist: whoever wrote `envs` would wonder where the variables are. */
export function findMisspelt(
  options: object,
  { subject, names, isShared = false }: KnownOptions,
): DeclarationError | undefined {
  const problems = Object.keys(options)
    .filter((name) => !names.includes(name))
    .map((path): Problem | undefined => {
      const near = findNearest(path, names, isShared ? 1 : undefined)
      if (near !== undefined) return { path, message: `unknown option; did you mean "${near}"?` }
      return isShared ? undefined : { path, message: `unknown option; known: ${names.join(', ')}` }
    })
    .filter((problem) => problem !== undefined)
  return problems.length === 0 ? undefined : new DeclarationError(subject, problems)
}
