import { sep } from 'node:path'
import { wallClock } from '../internal/clock.js'
import { toPlainLine, toPlainText } from '../internal/printable.js'
import type { LogSlice } from '../protocol/index.js'
import type { HeldProcess } from './held-process.js'

const shownLines = 40

/** What one process printed. */
export interface PrintedText {
  /** How messages call the process. */
  readonly name: string
  /** Its last lines. */
  readonly text: string
}

/** What processes printed since a moment, as a failed test shows it. */
export class PrintedLines {
  readonly #from = wallClock()
  readonly #slices = new Map<string, LogSlice>()

  /** Remembers what a process printed, and those it depends on: what of them is known already stays. */
  async collect(held: HeldProcess): Promise<void> {
    const slices = await held.logSince(this.#from, shownLines).catch(() => [])
    for (const slice of slices) {
      // A restarted process has one file; another of the same name has another.
      const key = slice.file ?? slice.name
      if (slice.lines.length > 0 && !this.#slices.has(key)) this.#slices.set(key, slice)
    }
  }

  /** Of each process by itself, for a runner that shows texts beside its errors. */
  list(): readonly PrintedText[] {
    return [...this.#slices.values()].map((slice) => {
      const lines = slice.lines.map((line) => toPlainText(line))
      const text = [describeRest(slice), ...lines, ''].slice(slice.dropped === 0 ? 1 : 0).join('\n')
      return { name: toPlainLine(slice.name), text }
    })
  }

  /** What is added to the errors of a test; one of ours tells the last lines of its process already. */
  describeBeside(errors: readonly unknown[]): string {
    const message = errors.map((error) => readMessages(error)).join('\n')
    return [...this.#slices.values()]
      .filter(({ file }) => file === undefined || !message.includes(nameFile(file)))
      .map(describeSlice)
      .join('')
  }
}

function describeRest({ dropped, file }: LogSlice): string {
  return `(${dropped} more before${file === undefined ? '' : `: ${file}`})`
}

/** As it stands in every message: what is before it may be left out there. */
function nameFile(path: string): string {
  return path.split(sep).slice(-2).join(sep)
}

/** Of an error and its causes. */
function readMessages(error: unknown, seen: readonly unknown[] = []): string {
  const { message, cause } = Object(error) as { message?: unknown; cause?: unknown }
  const own = typeof message === 'string' ? message : ''
  const isLast = cause === undefined || seen.includes(cause)
  return isLast ? own : `${own}\n${readMessages(cause, [...seen, error])}`
}

function describeSlice({ name, lines, dropped, file }: LogSlice): string {
  const rest = dropped === 0 ? '' : `, after ${dropped} more`
  const where = file === undefined ? '' : ` (all: ${file})`
  const heading = `--- "${toPlainLine(name)}" printed during this test${rest}${where}`
  return `\n\n${[heading, ...lines.map((line) => `  ${toPlainText(line)}`)].join('\n')}`
}
