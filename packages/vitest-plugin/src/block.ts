import type { Block, ProcessValues } from '@mirakuru/core/adapter'

export type { Block, ProcessValues }

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
