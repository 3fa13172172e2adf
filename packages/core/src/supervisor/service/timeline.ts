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
/** What a line takes beside its text. Bytes. */
const lineCost = 64
/** A process that prints without end must not fill the disk. */
const largestFile = 64 * 1024 * 1024

/** Where the lines of a process go. */
export interface TimelineParts {
  /** Gets all of them. */
  readonly file: string | undefined
  /** How much memory the latest of them may take. Bytes. */
  readonly limit: number
  /** Called with every line as soon as it is complete. */
  readonly onLine: (stream: OutputStream, line: string) => void
}

const toAppend = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | noFollow

/** The output of one process by lines with their times: the latest in memory, all of it in a file. */
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

  /** Takes the next piece of output. */
  feed(stream: OutputStream, chunk: Buffer): void {
    this.#take(stream, this.#streams[stream].read(chunk))
  }

  /** Nothing more comes of a stream: what stands behind its last line end is a line, too. */
  finish(stream: OutputStream): void {
    this.#take(stream, this.#streams[stream].finish())
  }

  /** The lines of which something arrived since a moment, the last unfinished ones included. */
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

  /** Of what is kept half goes at once: to look for the oldest line with every new one would be dear. */
  #forget(): void {
    let first = 0
    for (; this.#size > this.#limit / 2; first++) {
      const oldest = this.#lines[first]
      if (oldest === undefined) break
      this.#size -= measure(oldest)
    }
    this.#lines = this.#lines.slice(first)
  }

  /** A disk that refuses costs the file, never the process. */
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

/** Takes lines out of the pieces of one stream. */
class LineReader {
  readonly #decoder = new StringDecoder('utf8')
  /** What was printed behind the last line end. */
  rest = ''
  /** When the latest of it arrived. */
  time = 0

  read(chunk: Buffer): string[] {
    const text = this.#decoder.write(chunk)
    if (text !== '') this.time = Date.now()
    const [first = '', ...further] = text.split('\n')
    const lines = [this.rest + first, ...further]
    const rest = lines.pop() ?? ''
    // Of a line without end only its end is kept.
    this.rest = rest.length > longestLine ? copy(rest.slice(-longestLine)) : rest
    return lines.map(toLine)
  }

  /** Takes what is left when nothing more comes. */
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

/** A part of a text keeps all of it in memory (V8's sliced strings): what is cut short must be one of its own. */
function copy(text: string): string {
  return Buffer.from(text, 'utf16le').toString('utf16le')
}

/** At most: V8 takes one byte or two for a character. */
function measure({ text }: TimedLine): number {
  return 2 * text.length + lineCost
}
