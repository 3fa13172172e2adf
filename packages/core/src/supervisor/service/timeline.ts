import { appendFileSync, constants } from 'node:fs'
import { StringDecoder } from 'node:string_decoder'
import type { OutputStream } from '../../internal/output-stream.js'
import { noFollow } from '../../internal/own-folder.js'

/** One line of output, and when its end arrived, in milliseconds since 1970. */
export interface TimedLine {
  readonly time: number
  readonly text: string
}

const longestLine = 2_000
/** The memory of a line beside its text. Bytes. */
const lineCost = 64
/** A process that prints without end must not fill the disk. Bytes. */
const largestFile = 64 * 1024 * 1024

/** The parameters of a {@link Timeline}. */
export interface TimelineParts {
  /** The file for all lines. */
  readonly file: string | undefined
  /** How much memory the latest lines may take. Bytes. */
  readonly limit: number
  /** Called with every line as soon as it is complete. */
  readonly onLine: (stream: OutputStream, line: string) => void
}

const toAppend = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | noFollow

/** The output of one process as lines with times: the latest in memory, all of them in a file. */
export class Timeline {
  readonly #file: string | undefined
  readonly #limit: number
  readonly #onLine: (stream: OutputStream, line: string) => void
  readonly #streams = { stdout: new LineReader(), stderr: new LineReader() }
  #lines: TimedLine[] = []
  #size = 0
  #written = 0

  constructor({ file, limit, onLine }: TimelineParts) {
    this.#file = file
    this.#limit = limit
    this.#onLine = onLine
  }

  /** Adds a chunk of output. */
  feed(stream: OutputStream, chunk: Buffer): void {
    this.#take(stream, this.#streams[stream].read(chunk))
  }

  /** Called when a stream has ended: an unfinished line counts as a line. */
  finish(stream: OutputStream): void {
    this.#take(stream, this.#streams[stream].finish())
  }

  /** The lines that arrived since `from`, at least in part, unfinished ones included. */
  since(from: number): readonly string[] {
    const unfinished = Object.values(this.#streams).map(({ rest, time }) => ({ time, text: rest }))
    return [...this.#lines, ...unfinished]
      .filter(({ time, text }) => time >= from && text !== '')
      .map(({ text }) => text)
  }

  #take(stream: OutputStream, texts: readonly string[]): void {
    const time = Date.now()
    const lines = texts.map((text) => ({ time, text }))
    if (lines.length === 0) return
    this.#write(lines, stream)
    for (const { text } of lines) this.#onLine(stream, text)
    this.#lines.push(...lines)
    this.#size += lines.reduce((sum, line) => sum + measure(line), 0)
    if (this.#size > this.#limit) this.#forget()
  }

  /** Drops half of the lines at once: to drop the oldest with every new one would be slow. */
  #forget(): void {
    let first = 0
    for (; this.#size > this.#limit / 2; first++) {
      const oldest = this.#lines[first]
      if (oldest === undefined) break
      this.#size -= measure(oldest)
    }
    this.#lines = this.#lines.slice(first)
  }

  /** An error of the disk ends the file, never the process. */
  #write(lines: readonly TimedLine[], stream: OutputStream): void {
    if (this.#file === undefined || this.#written > largestFile) return
    const mark = stream === 'stderr' ? '!' : ' '
    const text = lines
      .map((line) => `${new Date(line.time).toISOString()}${mark} ${line.text}\n`)
      .join('')
    this.#written += text.length
    try {
      appendFileSync(this.#file, text, { mode: 0o600, flag: toAppend as never })
    } catch {
      this.#written = Infinity
    }
  }
}

/** Splits the chunks of one stream into lines. */
class LineReader {
  readonly #decoder = new StringDecoder('utf8')
  /** The text after the last line break. */
  rest = ''
  /** When the latest part of it arrived. */
  time = 0

  read(chunk: Buffer): string[] {
    const text = this.#decoder.write(chunk)
    if (text !== '') this.time = Date.now()
    const [first = '', ...further] = text.split('\n')
    const lines = [this.rest + first, ...further]
    const rest = lines.pop() ?? ''
    // Only the last part of an endless line is kept.
    this.rest = rest.length > longestLine ? copy(rest.slice(-longestLine)) : rest
    return lines.map(toLine)
  }

  /** Returns an unfinished line at the end of the stream. */
  finish(): string[] {
    const line = this.rest + this.#decoder.end()
    this.rest = ''
    return line === '' ? [] : [toLine(line)]
  }
}

function toLine(text: string): string {
  const line = text.replace(/\r$/, '')
  return line.length > longestLine ? copy(line.slice(0, longestLine)) : line
}

/** Copies a slice, which would otherwise keep the whole text in memory (V8's sliced strings). */
function copy(text: string): string {
  return Buffer.from(text, 'utf16le').toString('utf16le')
}

/** An upper bound: V8 takes one or two bytes for a character. */
function measure({ text }: TimedLine): number {
  return 2 * text.length + lineCost
}
