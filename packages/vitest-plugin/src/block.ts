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
  readonly name: string
  readonly pid: number | undefined
  readonly host: string | undefined
  readonly port: number | undefined
  readonly url: string | undefined
  readonly socketPath: string | undefined
  readonly tmp: string | undefined
  readonly captures: Readonly<Record<string, string>>
}

declare module 'vitest' {
  interface ProvidedContext {
    /** The processes of scope `run` of the plugin's block, by name. */
    mirakuru: Readonly<Record<string, ProcessValues>>
    /** The plugin's block itself. */
    'mirakuru.block': Block
  }
}
