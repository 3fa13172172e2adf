import { isRegExp } from 'node:util/types'
import type { CommandKind, ExecutorKind, OptionsByKind } from './kinds.js'
import type { Command, PatternSource, ScopeOptions } from './options.js'

/** The key of a declaration without a name. */
export const anonymous = ''

/** Patterns in a form that survives JSON. */
type Serialisable<T> = {
  [Key in keyof T]: RegExp extends T[Key] ? Exclude<T[Key], RegExp> : T[Key]
}

/** A declaration of something with a command. */
interface WithCommand {
  /** The command line, split by the rules of the POSIX shell, or the program and its arguments. */
  readonly command: Command
}

/**
 * What to start, and when it is ready: a plain, frozen, serialisable object. Created by functions such as
 * `tcpExecutor()`, or by hand: `{ "executor": "tcp", "command": "redis-server --port {port} --dir {tmp}" }`.
 */
export type Declaration<Kind extends ExecutorKind = ExecutorKind> = {
  [K in Kind]: {
    /** The kind of executor that starts it. */
    readonly executor: K
  } & (K extends CommandKind ? WithCommand : unknown) &
    Serialisable<OptionsByKind[K]> &
    ScopeOptions
}[Kind]

/** Creates a declaration: patterns and removed variables get a form that survives JSON. */
export function declare<Kind extends ExecutorKind>(
  executor: Kind,
  command: Command | undefined,
  options: OptionsByKind[Kind] & ScopeOptions,
): Declaration<Kind> {
  return freezeDeeply({
    executor,
    ...(command !== undefined && { command: clone(command) }),
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

/** JSON would drop `undefined`, which removes the variable. */
function cloneEnvironment(env: unknown): unknown {
  if (typeof env !== 'object' || env === null) return env
  return Object.fromEntries(Object.entries(env).map(([key, value]) => [key, value ?? null]))
}

function freezeDeeply<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value
  Object.values(value).forEach(freezeDeeply)
  return Object.freeze(value)
}
