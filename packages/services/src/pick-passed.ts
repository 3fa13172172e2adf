import type { SourceOptions } from './options.js'

const ours: readonly (keyof SourceOptions)[] = [
  'args',
  'config',
  'dedicated',
  'from',
  'image',
  'url',
  'version',
]

/**
 * The options that are the executor's.
 *
 * @param own - names of those that only the service has
 */
export function pickPassed(options: object, own: readonly string[]): object {
  const others = new Set<string>([...ours, ...own])
  return Object.fromEntries(
    Object.entries(options).filter(([key, value]) => value !== undefined && !others.has(key)),
  )
}
