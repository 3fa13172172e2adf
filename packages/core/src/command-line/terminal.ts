import type { Stage } from '../internal/colours.js'

/** The streams that a command writes to. */
export interface Terminal {
  /** Results. */
  readonly out: Stage & { readonly columns?: number | undefined }
  /** Everything else. */
  readonly err: Stage
}

/** How long a line may be; no limit if the stream has no width, or 0. */
export function widthOf({ columns = 0 }: Terminal['out'], otherwise: number = Infinity): number {
  return columns > 0 ? columns : otherwise
}

/** Prints a value for programs. */
export function printJson(stage: Stage, value: unknown): void {
  stage.write(`${escapeRest(JSON.stringify(value, undefined, 2))}\n`)
}

/** Prints a value for programs in one line, as one of several. */
export function printJsonLine(stage: Stage, value: unknown): void {
  stage.write(`${escapeRest(JSON.stringify(value))}\n`)
}

/** Escapes what JSON does not: 8-bit control characters, and `##`, which begins a command to CI services. */
function escapeRest(json: string): string {
  return json.replaceAll(/[\u007F-\u009F]|(?<=#)#/g, (each) => {
    return `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
}
