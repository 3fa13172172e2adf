import { isRegExp } from 'node:util/types'
import type {
  Command,
  ExecutorKind,
  OptionsByKind,
  PatternSource,
  ScopeOptions,
} from './options.js'

/** The key of a declaration that was not given one. */
export const anonymous = ''

/** Patterns in the form that JSON keeps. */
type Serialisable<T> = {
  [Key in keyof T]: RegExp extends T[Key] ? Exclude<T[Key], RegExp> : T[Key]
}

/**
 * What is to be started and when it counts as ready: plain, frozen, serialisable. Made by the factories, or by hand:
 * `{ "executor": "tcp", "command": "redis-server --port {port} --dir {tmp}" }`.
 */
export type Declaration<Kind extends ExecutorKind = ExecutorKind> = {
  [K in Kind]: {
    /** What kind of executor starts it. */
    readonly executor: K
    /** The command line, split by the rules of the POSIX shell, or the program and its arguments. */
    readonly command: Command
  } & Serialisable<OptionsByKind[K]> &
    ScopeOptions
}[Kind]

/** Makes a declaration of options: patterns and removed variables take the form that JSON keeps. */
export function declare<Kind extends ExecutorKind>(
  executor: Kind,
  command: Command,
  options: OptionsByKind[Kind] & ScopeOptions,
): Declaration<Kind> {
  return freezeDeeply({
    executor,
    command: clone(command),
    ...(clone(options) as object),
  }) as Declaration<Kind>
}

function clone(value: unknown): unknown {
  if (isRegExp(value)) return { $regexp: value.source, flags: value.flags } satisfies PatternSource
  if (Array.isArray(value)) return value.map(clone)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(
    ([key, entry]) => key === 'env' || entry !== undefined,
  )
  return Object.fromEntries(
    entries.map(([key, entry]) => [key, key === 'env' ? cloneEnvironment(entry) : clone(entry)]),
  )
}

/** JSON would drop `undefined`, and with it the wish to remove the variable. */
function cloneEnvironment(env: unknown): unknown {
  if (typeof env !== 'object' || env === null) return env
  return Object.fromEntries(Object.entries(env).map(([key, value]) => [key, value ?? null]))
}

function freezeDeeply<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value
  Object.values(value).forEach(freezeDeeply)
  return Object.freeze(value)
}
