import type { Terminal } from './terminal.js'

/** What stands behind the name of a command. */
export interface Input {
  readonly flags: ReadonlySet<string>
  /** Arguments that are no options. */
  readonly operands: readonly string[]
  /** Everything behind `--`. */
  readonly rest: readonly string[]
  readonly json: boolean
}

/** One of the things that `mirakuru` can do. */
export interface Command {
  /** Behind `mirakuru`: `logs NAME [-f]`. */
  readonly usage: string
  /** What it does, below its usage. */
  readonly help: string
  /** Its own options, all of them flags, by name; the value is the short form, if there is one. */
  readonly flags: Readonly<Record<string, string | undefined>>
  /** How many operands it takes. */
  readonly operands: { readonly min: number; readonly max: number }
  /** Whether it takes a command of the user's behind `--`. */
  readonly takesRest?: boolean
  /** Returns the exit code. */
  run(input: Input, terminal: Terminal): Promise<number>
}
