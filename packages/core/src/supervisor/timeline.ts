import { appendFileSync } from 'node:fs'
import { StringDecoder } from 'node:string_decoder'
import type { OutputStream } from '../internal/output-stream.js'

/** One line of output, and when its end arrived, in milliseconds since 1970. */
export interface TimedLine {
  readonly time: number
  readonly text: string
}

const keptLines = 10_000
const longestLine = 2_000
/** A process that prints without end must not fill the disk. */
const largestFile = 64 * 1024 * 1024

/** The output of one process by lines with their times: the latest in memory, all of it in a file. */
export class Timeline {
  readonly #file: string | undefined
  readonly #onLine: (stream: OutputStream, line: string) => void
  readonly #streams = { stdout: new LineReader(), stderr: new LineReader() }
  #lines: TimedLine[] = []
  #written = 0

  /** @param onLine - called with every line as soon as it is complete */
  constructor(file: string | undefined, onLine: (stream: OutputStream, line: string) => void) {
    this.#file = file
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

  /** The lines that arrived since a moment, the last unfinished ones included. */
  since(from: number): readonly string[] {
    const lines = this.#lines.filter(({ time }) => time >= from).map(({ text }) => text)
    return [...lines, ...Object.values(this.#streams).map(({ rest }) => rest)].filter(Boolean)
  }

  #take(stream: OutputStream, texts: readonly string[]): void {
    const time = Date.now()
    const lines = texts.map((text) => ({ time, text }))
    if (lines.length === 0) return
    this.#write(lines, stream)
    for (const { text } of lines) this.#onLine(stream, text)
    this.#lines.push(...lines)
    if (this.#lines.length > 2 * keptLines) this.#lines = this.#lines.slice(-keptLines)
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
      appendFileSync(this.#file, text, { mode: 0o600 })
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

  read(chunk: Buffer): string[] {
    const [first = '', ...further] = this.#decoder.write(chunk).split('\n')
    const lines = [this.rest + first, ...further]
    const rest = lines.pop() ?? ''
    // Of a line without end only its end is kept.
    this.rest = rest.slice(-longestLine)
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
  return text.replace(/\r$/, '').slice(0, longestLine)
}
