/** The command that runs once, before the first instance. */
export interface ParsedPreparation {
  readonly args: readonly string[]
  readonly inputs: readonly string[]
}
