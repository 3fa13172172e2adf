import type { Terminal } from './terminal.js'

/** The arguments of a command. */
export interface Input {
  readonly flags: ReadonlySet<string>
  /** The values of options that take one, in their order. */
  readonly values: ReadonlyMap<string, readonly string[]>
  /** Arguments that are not options. */
  readonly operands: readonly string[]
  /** Everything after `--`. */
  readonly rest: readonly string[]
  readonly json: boolean
}

/** A command of `mirakuru`. */
export interface Command {
  /** After `mirakuru`: `logs NAME [-f]`. */
  readonly usage: string
  /** What it does, below its usage. */
  readonly help: string
  /** Its own flags, by name; the value is the short form, if there is one. */
  readonly flags: Readonly<Record<string, string | undefined>>
  /** The names of its options that take a value; each can be repeated. */
  readonly values?: readonly string[]
  /** How many operands it takes. */
  readonly operands: { readonly min: number; readonly max: number }
  /** Whether it takes a user's command after `--`. */
  readonly takesRest?: boolean
  /** Resolves with the exit code. */
  run(input: Input, terminal: Terminal): Promise<number>
}
