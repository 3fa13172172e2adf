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
  stage.write(`${escapeRest(JSON.stringify(value, undefined, 2))}\n`)
}

/** Prints one of many values for programs, in one line. */
export function printJsonLine(stage: Stage, value: unknown): void {
  stage.write(`${escapeRest(JSON.stringify(value))}\n`)
}

/** JSON leaves two things as they are: controls of eight bits, and `##`, which begins a command to CI services. */
function escapeRest(json: string): string {
  return json.replaceAll(/[\u007F-\u009F]|(?<=#)#/g, (each) => {
    return `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
}
