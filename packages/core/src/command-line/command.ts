import type { Terminal } from './terminal.js'

/** The arguments of a command. */
export interface Input {
  readonly flags: ReadonlySet<string>
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
  /** Its own options, all of them flags, by name; the value is the short form, if there is one. */
  readonly flags: Readonly<Record<string, string | undefined>>
  /** How many operands it takes. */
  readonly operands: { readonly min: number; readonly max: number }
  /** Whether it takes a user's command after `--`. */
  readonly takesRest?: boolean
  /** Resolves with the exit code. */
  run(input: Input, terminal: Terminal): Promise<number>
}
