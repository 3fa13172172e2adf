import { findPlaceholders, listStrings } from './placeholders.js'

/** Options without placeholders; braces in them have no meaning. */
const withoutPlaceholders = new Set([
  'name',
  'ports',
  'executor',
  'scope',
  'restartOn',
  'unavailable',
  'insteadOf',
  'uses',
])

/** Options that are split into arguments. */
export const commandOptions = [
  'command',
  'healthcheck',
  'prepare',
  'reset',
  'create',
  'destroy',
  'fill',
  'list',
  'args',
  'entrypoint',
  'engine',
  'runArgs',
] as const

/** Another process whose values placeholders may name. */
export interface Sibling {
  /** The names of its values: `host`, `port`, `captures.version`; `undefined` if its declaration is too incomplete. */
  readonly members: readonly string[] | undefined
  /** Whether any `captures.…` may exist: what an agent answers is not declared. */
  readonly hasAnyCapture?: boolean
  /** When a value exists: `tmp` → `a private folder only if …`. */
  readonly conditions?: Readonly<Record<string, string>>
}

/** The placeholders of a declaration, each with the path of its option. */
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

/** A command may be a string, which has no numbered parts, or the whole value of its option. */
function shortenPath(path: string): string {
  const [option = ''] = path.split('.')
  return commandOptions.some((each) => each === option) ? option : path
}

/** The other process that a placeholder names: `db` for `{db.port}`; `undefined` for an own value. */
export function findReferenced(placeholder: string): string | undefined {
  const [first = '', ...rest] = placeholder.split('.')
  return rest.length === 0 || first === 'ports' ? undefined : first
}

/** The names that the placeholders of some options refer to, each once. */
export function listReferencesOf(options: object): string[] {
  const names = listPlaceholdersIn(options).map(({ name }) => findReferenced(name))
  return [...new Set(names.filter((name) => name !== undefined))]
}
