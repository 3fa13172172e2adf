import { appendFileSync, constants } from 'node:fs'
import { StringDecoder } from 'node:string_decoder'
import type { OutputStream } from '../../internal/output-stream.js'
import { noFollow } from '../../internal/own-folder.js'
import type { ProcessLog } from '../../process/index.js'

/** Complete lines of output, each with its line break, and when they arrived, in milliseconds since 1970. */
interface Piece {
  readonly time: number
  readonly text: string
}

const longestLine = 2_000
/** The memory of a piece beside its text. Bytes. */
const pieceCost = 64
/** A process that prints without end must not fill the disk. Bytes. */
const largestFile = 64 * 1024 * 1024

/** The parameters of a {@link Timeline}. */
export interface TimelineParts {
  /** The file for all lines. */
  readonly file: string | undefined
  /** How much memory the latest lines may take. Bytes. */
  readonly limit: number
  /** Whether anybody reads single lines as they arrive. */
  readonly isRead: () => boolean
  /** Called with every line as soon as it is complete, while somebody reads them. */
  readonly onLine: (stream: OutputStream, line: string) => void
}

const toAppend = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | noFollow

/**
 * The output of one process as lines with times: the latest in memory, all of them in a file. In memory they are kept as
 * they arrived, many in one piece, and are split when somebody asks for them: with an object for each line, a gigabyte
 * took ten seconds.
 */
export class Timeline {
  readonly #parts: TimelineParts
  readonly #streams = { stdout: new LineReader(), stderr: new LineReader() }
  #pieces: Piece[] = []
  #size = 0
  #written = 0

  constructor(parts: TimelineParts) {
    this.#parts = parts
  }

  /** Adds everything that is printed from here on. */
  follow(log: ProcessLog): void {
    log.follow(
      (stream, chunk) => this.feed(stream, chunk),
      (stream) => this.finish(stream),
    )
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
    const unfinished = Object.values(this.#streams).map(({ rest, time }) => ({
      time,
      text: `${rest}\n`,
    }))
    return [...this.#pieces, ...unfinished]
      .filter(({ time }) => time >= from)
      .flatMap(({ text }) => splitLines(text))
      .filter((line) => line !== '')
  }

  #take(stream: OutputStream, text: string): void {
    if (text === '') return
    const { isRead, onLine } = this.#parts
    const time = Date.now()
    this.#write({ time, text }, stream)
    if (isRead()) for (const line of splitLines(text)) onLine(stream, line)
    this.#keep({ time, text })
  }

  #keep(piece: Piece): void {
    const fitting = measure(piece) > this.#parts.limit / 2 ? this.#shorten(piece) : piece
    this.#pieces.push(fitting)
    this.#size += measure(fitting)
    if (this.#size > this.#parts.limit) this.#forget()
  }

  /** One that alone would take most of the limit: its lines are cut, and only the last of them kept. */
  #shorten({ time, text }: Piece): Piece {
    const most = Math.max(0, (this.#parts.limit / 2 - pieceCost) / 2)
    const lines = splitLines(text)
    let [first, length] = [lines.length, 0]
    while (first > 0 && length + (lines[first - 1] ?? '').length < most)
      length += (lines[--first] ?? '').length + 1
    return {
      time,
      text: copy(
        lines
          .slice(first)
          .map((line) => `${line}\n`)
          .join(''),
      ),
    }
  }

  /** Drops half of the lines at once: to drop the oldest with every new one would be slow. */
  #forget(): void {
    let first = 0
    for (; this.#size > this.#parts.limit / 2; first++) {
      const oldest = this.#pieces[first]
      if (oldest === undefined) break
      this.#size -= measure(oldest)
    }
    this.#pieces = this.#pieces.slice(first)
  }

  /** An error of the disk ends the file, never the process. */
  #write({ time, text }: Piece, stream: OutputStream): void {
    const { file } = this.#parts
    if (file === undefined || this.#written > largestFile) return
    const begin = `${new Date(time).toISOString()}${stream === 'stderr' ? '!' : ' '} `
    const lines = splitLines(text)
      .map((line) => `${begin}${line}\n`)
      .join('')
    this.#written += lines.length
    try {
      appendFileSync(file, lines, { mode: 0o600, flag: toAppend as never })
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

  /** Returns the lines that are complete now, each with its line break. */
  read(chunk: Buffer): string {
    const text = this.#decoder.write(chunk)
    if (text !== '') this.time = Date.now()
    const end = text.lastIndexOf('\n') + 1
    const complete = end === 0 ? '' : this.rest + text.slice(0, end)
    const rest = end === 0 ? this.rest + text : text.slice(end)
    // Only the last part of an endless line is kept.
    this.rest = copy(rest.slice(-longestLine))
    return complete
  }

  /** Returns an unfinished line at the end of the stream. */
  finish(): string {
    const line = this.rest + this.#decoder.end()
    this.rest = ''
    return line === '' ? '' : `${line}\n`
  }
}

function splitLines(text: string): string[] {
  return text.slice(0, -1).split('\n').map(toLine)
}

function toLine(text: string): string {
  const line = text.endsWith('\r') ? text.slice(0, -1) : text
  return line.slice(0, longestLine)
}

/** Copies a slice, which would otherwise keep the whole text in memory (V8's sliced strings). */
function copy(text: string): string {
  return Buffer.from(text, 'utf16le').toString('utf16le')
}

/** An upper bound: V8 takes one or two bytes for a character. */
function measure({ text }: Piece): number {
  return 2 * text.length + pieceCost
}
