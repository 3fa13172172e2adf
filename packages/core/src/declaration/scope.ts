/** What shares a process: one test, one file, one pool slot for the whole run, or the whole run. */
export type Scope = 'test' | 'file' | 'worker' | 'run'

/** From the shortest to the longest. */
const scopes: readonly Scope[] = ['test', 'file', 'worker', 'run']

/** Positive when the first lives longer than the second. */
export function compareScopes(one: Scope, other: Scope): number {
  return scopes.indexOf(one) - scopes.indexOf(other)
}
