import type { Stage } from '../internal/colours.js'

/** Where a command writes to. */
export interface Terminal {
  /** Results. */
  readonly out: Stage & { readonly columns?: number | undefined }
  /** Everything else. */
  readonly err: Stage
}

/** How long a line may be; one that does not say, or says 0, does not care. */
export function widthOf({ columns = 0 }: Terminal['out'], otherwise: number = Infinity): number {
  return columns > 0 ? columns : otherwise
}

/** Prints a value for programs. */
export function printJson(stage: Stage, value: unknown): void {
  stage.write(`${JSON.stringify(value, undefined, 2)}\n`)
}

/** Prints one of many values for programs, in one line. */
export function printJsonLine(stage: Stage, value: unknown): void {
  stage.write(`${JSON.stringify(value)}\n`)
}
