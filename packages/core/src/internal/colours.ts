import { styleText } from 'node:util'

/** Where text is written. */
export interface Stage {
  write(text: string): unknown
  readonly isTTY?: boolean | undefined
}

/** What text can look like. */
export type Format = Parameters<typeof styleText>[0]

/** Whether colours are wanted there: https://no-color.org, then FORCE_COLOR, then what is at the other end. */
export function wantsColours({ isTTY }: Pick<Stage, 'isTTY'>): boolean {
  const { NO_COLOR, FORCE_COLOR } = process.env
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false'
  return isTTY === true
}

/** Gives text a look, if that is wanted where it will be written. */
export function paint(stage: Pick<Stage, 'isTTY'>, format: Format, text: string): string {
  // Newer versions of Node look at the standard output on their own account, wherever the text will go.
  return wantsColours(stage) ? styleText(format, text, { validateStream: false }) : text
}
