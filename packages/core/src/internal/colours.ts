import { styleText } from 'node:util'

/** Where text is written. */
export interface Stage {
  write(text: string): unknown
  readonly isTTY?: boolean | undefined
}

/** What text can look like. */
export type Format = Parameters<typeof styleText>[0]

/** Whether to write colours: https://no-color.org, then FORCE_COLOR, then whether it is a terminal. */
export function wantsColours({ isTTY }: Pick<Stage, 'isTTY'>): boolean {
  const { NO_COLOR, FORCE_COLOR } = process.env
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false'
  return isTTY === true
}

/** Formats text, if colours are wanted where it is written. */
export function paint(stage: Pick<Stage, 'isTTY'>, format: Format, text: string): string {
  // Newer versions of Node check the standard output by default, even if the text goes elsewhere.
  return wantsColours(stage) ? styleText(format, text, { validateStream: false }) : text
}
