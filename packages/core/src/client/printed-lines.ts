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

/** The lines that processes have printed since its creation, as a failed test shows them. */
export class PrintedLines {
  readonly #from = wallClock()
  readonly #slices = new Map<string, LogSlice>()

  /** Collects the lines of a process and its dependencies; those that were collected before stay. */
  async collect(held: HeldProcess): Promise<void> {
    const slices = await held.logSince(this.#from, shownLines).catch(() => [])
    for (const slice of slices) {
      // A restarted process keeps its file; another of the same name has its own.
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

  /** The text to append to the errors of a test. Our own errors contain the last lines of their process already. */
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

/** The part of the path that every message contains; messages may shorten what precedes it. */
function nameFile(path: string): string {
  return path.split(sep).slice(-2).join(sep)
}

/** The messages of an error and its causes. */
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
