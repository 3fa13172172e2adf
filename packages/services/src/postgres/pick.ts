import type { PostgresOptions } from './options.js'

/** Those of the options that are given. */
export function pick(from: PostgresOptions, keys: readonly (keyof PostgresOptions)[]): object {
  return Object.fromEntries(
    keys.flatMap((key) => (from[key] === undefined ? [] : [[key, from[key]]])),
  )
}
