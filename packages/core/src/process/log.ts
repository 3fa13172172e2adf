import { appendFileSync, writeFileSync } from 'node:fs'
import type { OutputStream } from '../internal/output-stream.js'
import { RingBuffer } from '../internal/ring-buffer.js'
import { countTornBytes } from '../internal/whole-characters.js'

const nothing = Buffer.alloc(0)

/** Is told of every chunk of output in arrival order. */
export type ChunkListener = (stream: OutputStream, chunk: Buffer) => void

/** Is told that nothing more comes of a stream of one process; that of the next may follow. */
export type FinishListener = (stream: OutputStream) => void

/**
 * The output of an executor's process: bounded in memory, always drained, and written to a file on demand.
 *
 * It lives as long as its executor, so that the output of a process that was restarted stays readable.
 */
export class ProcessLog {
  readonly #streams: Record<OutputStream, RingBuffer>
  readonly #both: RingBuffer
  /** What each stream has printed of a character; where both meet it waits for the rest. */
  readonly #torn: Record<OutputStream, Buffer> = { stdout: nothing, stderr: nothing }
  readonly #listeners = new Set<ChunkListener>()
  readonly #finishListeners = new Set<FinishListener>()
  #file: string | undefined

  /** @param limit - bytes kept per stream */
  constructor(limit: number) {
    this.#streams = { stdout: new RingBuffer(limit), stderr: new RingBuffer(limit) }
    this.#both = new RingBuffer(2 * limit)
  }

  /**
   * From here on a file gets everything as it arrives. It is emptied first, unless it is the one written already: an
   * executor that is started again goes on in its file.
   *
   * @throws what the file system says
   */
  writeTo(file: string | undefined): void {
    if (file !== undefined && file !== this.#file) writeFileSync(file, '')
    this.#file = file
  }

  append(stream: OutputStream, chunk: Buffer): void {
    this.#streams[stream].write(chunk)
    const known = this.#torn[stream]
    const bytes = known.length === 0 ? chunk : Buffer.concat([known, chunk])
    const end = bytes.length - countTornBytes(bytes)
    this.#torn[stream] = end === bytes.length ? nothing : Buffer.from(bytes.subarray(end))
    this.#join(bytes.subarray(0, end))
    for (const listener of this.#listeners) listener(stream, chunk)
  }

  /** Nothing more comes of this stream of the process that runs, or ran. */
  finish(stream: OutputStream): void {
    this.#join(this.#torn[stream])
    this.#torn[stream] = nothing
    for (const listener of this.#finishListeners) listener(stream)
  }

  /** The text kept of one stream, or of both in arrival order; its first line says how much was dropped. */
  text(stream: OutputStream | 'both'): string {
    const ring = stream === 'both' ? this.#both : this.#streams[stream]
    const { bytes, dropped } = withoutTornCharacter(ring)
    const text = bytes.toString('utf8').replaceAll('\r\n', '\n')
    return dropped === 0 ? text : `[${dropped} earlier bytes dropped]\n${text}`
  }

  /** The bytes kept of one stream. */
  bytes(stream: OutputStream): Buffer {
    return withoutTornCharacter(this.#streams[stream]).bytes
  }

  /** A position in the output, for {@link textSince}. */
  get position(): number {
    return this.#both.written
  }

  /** What is kept of the output of both streams after a position. */
  textSince(position: number): string {
    const bytes = this.#both.read()
    return bytes.toString('utf8', Math.max(0, bytes.length - (this.position - position)))
  }

  /** Calls `listener` for every further chunk until the returned function is called. */
  onChunk(listener: ChunkListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Calls `listener` for every stream that is over until the returned function is called. */
  onFinish(listener: FinishListener): () => void {
    this.#finishListeners.add(listener)
    return () => this.#finishListeners.delete(listener)
  }

  /** Both of them. */
  follow(onChunk: ChunkListener, onFinish: FinishListener): () => void {
    const stops = [this.onChunk(onChunk), this.onFinish(onFinish)]
    return () => stops.forEach((stop) => stop())
  }

  /** Takes whole characters of either stream. */
  #join(bytes: Buffer): void {
    this.#both.write(bytes)
    this.#writeFile(bytes)
  }

  /**
   * Synchronous, so that memory stays bounded however slow the disk is and nothing is lost when the owner is killed.
   * A disk that refuses ends the file, never the process.
   */
  #writeFile(chunk: Buffer): void {
    if (this.#file === undefined || chunk.length === 0) return
    try {
      appendFileSync(this.#file, chunk)
    } catch (error) {
      const note = `[${this.#file} gets no further output: ${(error as Error).message}]\n`
      this.#file = undefined
      this.#streams.stderr.write(Buffer.from(note))
      this.#both.write(Buffer.from(note))
    }
  }
}

/** Where the ring was cut inside a UTF-8 character, the rest of that character counts as dropped too. */
function withoutTornCharacter(ring: RingBuffer): { bytes: Buffer; dropped: number } {
  const bytes = ring.read()
  let torn = 0
  if (ring.dropped > 0) while (isContinuation(bytes[torn])) torn++
  return { bytes: bytes.subarray(torn), dropped: ring.dropped + torn }
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0b1100_0000) === 0b1000_0000
}
