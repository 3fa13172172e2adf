import { StringDecoder } from 'node:string_decoder'

/** The longest line that is read or written, in characters. */
export const longestFrame: number = 8 * 1024 * 1024

/** Splits arriving chunks into lines. */
export class FrameReader {
  readonly #decoder = new StringDecoder('utf8')
  #pieces: string[] = []
  #length = 0

  /** @throws RangeError when a line is longer than {@link longestFrame} */
  read(chunk: Buffer): string[] {
    const [first = '', ...further] = this.#decoder.write(chunk).split('\n')
    const frames: string[] = []
    this.#add(first)
    for (const piece of further) {
      frames.push(this.#pieces.join(''))
      this.#pieces = []
      this.#length = 0
      this.#add(piece)
    }
    return frames
  }

  #add(piece: string): void {
    this.#length += piece.length
    if (this.#length > longestFrame)
      throw new RangeError(`A message of more than ${longestFrame} characters cannot be read`)
    this.#pieces.push(piece)
  }
}

/** @throws RangeError when the line would be longer than {@link longestFrame} */
export function toFrame(message: unknown): string {
  const text = JSON.stringify(message)
  if (text.length <= longestFrame) return `${text}\n`
  throw new RangeError(
    `A message of ${text.length} characters cannot be sent: the limit is ${longestFrame}`,
  )
}
