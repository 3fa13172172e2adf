import type { Declaration } from '@mirakuru/core/declaration' with { 'resolution-mode': 'import' }

/** A declaration, as a configuration has it. */
export interface Situation {
  readonly executor: 'simple' | 'output' | 'tcp' | 'http' | 'pid' | 'unixSocket'
  readonly command: string | readonly string[]
}

export function describeSituations(
  startTimeout: number,
): Readonly<Record<string, Readonly<Record<string, Situation>>>>

type Block = Readonly<Record<string, Declaration>>

/** `broken` has a process that does not start, and `invalid` many problems. */
export const blocks: {
  readonly sound: Block
  readonly broken: Block
  readonly invalid: Block
}
