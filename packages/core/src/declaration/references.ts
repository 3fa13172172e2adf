import type { Declaration } from './declaration.js'
import { findPlaceholders, listStrings } from './placeholders.js'

/** Options that are for people or are checked elsewhere; braces in them mean nothing. */
const withoutPlaceholders = new Set(['name', 'ports', 'executor', 'scope', 'restartOn'])

/** Options that are split into arguments. */
export const commandOptions = ['command', 'healthcheck', 'prepare', 'reset'] as const

/** What is known of another process whose values placeholders may name. */
export interface Sibling {
  /** The names its values have: `host`, `port`, `captures.version`; `undefined` when it is declared too badly to tell. */
  readonly members: readonly string[] | undefined
  /** What has to be so that it has a value: `tmp` → `a private folder only if …`. */
  readonly conditions?: Readonly<Record<string, string>>
}

/** The placeholders of a declaration, each with the path of the option it stands in. */
export function listPlaceholdersIn(options: object): { path: string; name: string }[] {
  const searched = Object.entries(options).filter(([key]) => !withoutPlaceholders.has(key))
  return listStrings(Object.fromEntries(searched)).flatMap(({ path, text }) =>
    // A RegExp has braces of its own.
    (path.endsWith('$regexp') ? [] : findPlaceholders(text)).map((name) => ({
      path: shortenPath(path),
      name,
    })),
  )
}

/** A command may have been written as one string, and then has no numbered parts, or be all there is of its option. */
function shortenPath(path: string): string {
  const [option = ''] = path.split('.')
  return commandOptions.some((each) => each === option) ? option : path
}

/** The other process that a placeholder names: `db` of `{db.port}`; `undefined` for one of its own. */
export function findReferenced(placeholder: string): string | undefined {
  const [first = '', ...rest] = placeholder.split('.')
  return rest.length === 0 || first === 'ports' ? undefined : first
}

/**
 * The names of the other processes that a declaration refers to, each once.
 *
 * @example
 * ```ts
 * listReferences(httpExecutor('node api.js', { env: { REDIS: '{redis.host}:{redis.port}' } })) // ['redis']
 * ```
 */
export function listReferences(declaration: Declaration): string[] {
  const names = listPlaceholdersIn(declaration).map(({ name }) => findReferenced(name))
  return [...new Set(names.filter((name) => name !== undefined))]
}
