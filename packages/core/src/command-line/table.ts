import { paint, type Format } from '../internal/colours.js'
import { toPlainLine } from '../internal/printable.js'
import { widthOf, type Terminal } from './terminal.js'

/** A column of a table. */
export interface Column {
  readonly title: string
  readonly isNumber?: boolean
}

/** The cell of a row and a column. */
export type Cell = string | { readonly text: string; readonly format: Format }

const gap = '  '

/** Formats a table; if the terminal is too narrow, the widest columns are cut. */
export function formatTable(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  { out }: Terminal,
): string[] {
  const titles = columns.map(({ title }) => ({ text: title, format: 'dim' as const }))
  const widths = fitWidths(columns, rows, widthOf(out))
  return [titles, ...rows].map((row) =>
    row
      .map((cell, index) => {
        const { text, format } = typeof cell === 'string' ? { text: cell, format: [] } : cell
        const width = widths[index] ?? 0
        const cut = cutText(toPlainLine(text), width)
        const isLast = index === columns.length - 1
        const padded = columns[index]?.isNumber ? cut.padStart(width) : cut.padEnd(width)
        return paint(out, format, isLast ? padded.trimEnd() : padded)
      })
      .join(gap)
      .trimEnd(),
  )
}

/** A text that fits, with an ellipsis where it was cut. */
export function cutText(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`
}

function fitWidths(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  available: number,
): number[] {
  const widths = columns.map(({ title }, index) =>
    Math.max(title.length, ...rows.map((row) => measure(row[index] ?? ''))),
  )
  const sum = (): number =>
    widths.reduce((total, width) => total + width, gap.length * (widths.length - 1))
  for (;;) {
    const widest = Math.max(...widths)
    const index = widths.indexOf(widest)
    if (sum() <= available || widest <= (columns[index]?.title.length ?? 0)) break
    widths[index] = widest - 1
  }
  return widths
}

function measure(cell: Cell): number {
  return toPlainLine(typeof cell === 'string' ? cell : cell.text).length
}

/** Wraps a text between words; its own line breaks stay. */
export function wrapText(text: string, width: number): string[] {
  return text
    .split('\n')
    .map(toPlainLine)
    .flatMap((line) => {
      const lines: string[] = []
      let current = ''
      for (const word of line.split(' ')) {
        const longer = current === '' ? word : `${current} ${word}`
        if (longer.length <= width || current === '') current = longer
        else {
          lines.push(current)
          current = word
        }
      }
      return [...lines, current]
    })
}
