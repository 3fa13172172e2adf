import { closeSync, openSync, readSync } from 'node:fs'
import { StringDecoder } from 'node:string_decoder'
import { pause } from '../internal/clock.js'
import type { OutputStream } from '../internal/output-stream.js'

/** A line that a process printed. */
export interface PrintedLine {
  readonly time: string
  readonly stream: OutputStream
  readonly text: string
}

const pieceSize = 65_536
const lookInterval = 50

/** A file that a supervisor writes the output of a process to, read as it grows; see supervisor/service/timeline.ts. */
export class OutputFile {
  readonly #path: string
  readonly #decoder = new StringDecoder('utf8')
  #position = 0
  #rest = ''

  constructor(path: string) {
    this.#path = path
  }

  /** The lines that were written since the last call; none while there is no file. */
  readLines(): PrintedLine[] {
    const lines = (this.#rest + this.#readText()).split('\n')
    this.#rest = lines.pop() ?? ''
    return lines.map(parseLine)
  }

  /** Calls `onLine` for every further line until `ended` resolves. */
  async follow(onLine: (line: PrintedLine) => void, ended: Promise<void>): Promise<void> {
    const end = new AbortController()
    const isOver = ended.then(() => end.abort())
    while (!end.signal.aborted) {
      await pause(lookInterval, end.signal)
      this.readLines().forEach(onLine)
    }
    await isOver
  }

  #readText(): string {
    let file: number
    try {
      file = openSync(this.#path, 'r')
    } catch {
      return '' // it has printed nothing yet
    }
    try {
      const piece = Buffer.alloc(pieceSize)
      let text = ''
      for (let size = 0; (size = readSync(file, piece, 0, pieceSize, this.#position)) > 0;) {
        this.#position += size
        text += this.#decoder.write(piece.subarray(0, size))
      }
      return text
    } finally {
      closeSync(file)
    }
  }
}

/** `2026-01-02T03:04:05.678Z! text`; the `!` marks standard error. */
function parseLine(line: string): PrintedLine {
  const [, time = '', mark, text = ''] = /^(\S+?Z)([! ]) (.*)$/s.exec(line) ?? [line, '', ' ', line]
  return { time, stream: mark === '!' ? 'stderr' : 'stdout', text }
}
