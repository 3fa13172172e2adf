/** A declaration, as a configuration has it. */
export interface Situation {
  readonly executor: 'simple' | 'output' | 'tcp' | 'http' | 'pid' | 'unixSocket'
  readonly command: string | readonly string[]
}

export function describeSituations(
  startTimeout: number,
): Readonly<Record<string, Readonly<Record<string, Situation>>>>
