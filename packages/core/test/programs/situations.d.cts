type Block = Readonly<Record<string, Situation>>

/** A declaration, as a configuration has it. */
export interface Situation {
  readonly executor: 'simple' | 'output' | 'tcp' | 'http' | 'pid' | 'unixSocket'
  readonly command: string | readonly string[]
}

export function describeSituations(
  startTimeout: number,
): Readonly<Record<string, Readonly<Record<string, Situation>>>>

/** `broken` has a process that does not start, and `invalid` many problems. */
export const blocks: {
  readonly sound: Block
  readonly broken: Block
  readonly invalid: Block
}
