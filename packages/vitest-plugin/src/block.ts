import type { Declaration } from '@mirakuru/core/declaration'

/** The processes of a configuration, as workers get them. */
export interface Block {
  /** Where relative paths in the declarations begin. */
  readonly folder: string
  /** By name, each with its scope. */
  readonly processes: Readonly<Record<string, Declaration>>
}

/** What tests are told of a process of the block that was ready before them. */
export interface ProcessValues {
  /** How messages call it. */
  readonly name: string
  /** Its pid, or that of the daemon it became. */
  readonly pid: number | undefined
  /** Where it serves: 127.0.0.1, unless its options say otherwise. */
  readonly host: string | undefined
  /** The port it was started with; `undefined` when there is none. */
  readonly port: number | undefined
  /** The further ports it was started with, by the names that `ports` gives them. */
  readonly ports: Readonly<Record<string, number>>
  /** The URL it answers; `undefined` for kinds that know none. */
  readonly url: string | undefined
  /** The unix socket it serves; `undefined` for kinds that know none. */
  readonly socketPath: string | undefined
  /** Its private folder; `undefined` when no option names `{tmp}` and nothing is prepared for it. */
  readonly tmp: string | undefined
  /** The named groups of the banner. */
  readonly captures: Readonly<Record<string, string>>
}

declare module 'vitest' {
  interface ProvidedContext {
    /** The processes of scope `run` of the plugin's block, by name. */
    mirakuru: Readonly<Record<string, ProcessValues>>
    /** The plugin's block itself. */
    'mirakuru.block': Block
    /** Whether tests are only collected, so that nothing needs to be started. */
    'mirakuru.collects': boolean
  }
}
