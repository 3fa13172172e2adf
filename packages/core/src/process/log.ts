import { appendFileSync, writeFileSync } from 'node:fs'
import type { OutputStream } from '../internal/output-stream.js'
import { RingBuffer } from '../internal/ring-buffer.js'
import { countTornBytes } from '../internal/whole-characters.js'

const nothing = Buffer.alloc(0)

/** Called with every chunk of output in order of arrival. */
export type ChunkListener = (stream: OutputStream, chunk: Buffer) => void

/** Called when a stream of one process has ended; that of the next may follow. */
export type FinishListener = (stream: OutputStream) => void

/**
 * The output of an executor's process: bounded in memory, always drained, and written to a file on demand.
 *
 * It lives as long as its executor, so that the output of a process that was restarted stays readable.
 */
export class ProcessLog {
  readonly #streams: Record<OutputStream, RingBuffer>
  readonly #both: RingBuffer
  /** The incomplete character of each stream; the joined output waits for the rest. */
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
   * Writes all further output to a file as it arrives. The file is emptied first, unless it is in use already: an
   * executor that is started again continues its file.
   *
   * @throws the error of the file system
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

  /** This stream of the current process has ended. */
  finish(stream: OutputStream): void {
    this.#join(this.#torn[stream])
    this.#torn[stream] = nothing
    for (const listener of this.#finishListeners) listener(stream)
  }

  /** The buffered text of one stream, or of both in order of arrival; its first line shows how much was dropped. */
  text(stream: OutputStream | 'both'): string {
    const ring = stream === 'both' ? this.#both : this.#streams[stream]
    const { bytes, dropped } = withoutTornCharacter(ring)
    const text = bytes.toString('utf8').replaceAll('\r\n', '\n')
    return dropped === 0 ? text : `[${dropped} earlier bytes dropped]\n${text}`
  }

  /** The buffered bytes of one stream. */
  bytes(stream: OutputStream): Buffer {
    return withoutTornCharacter(this.#streams[stream]).bytes
  }

  /** A position in the output, for {@link textSince}. */
  get position(): number {
    return this.#both.written
  }

  /** The buffered output of both streams after a position. */
  textSince(position: number): string {
    const bytes = this.#both.read()
    return bytes.toString('utf8', Math.max(0, bytes.length - (this.position - position)))
  }

  /** Calls `listener` for every further chunk, until the returned function is called. */
  onChunk(listener: ChunkListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Calls `listener` for every stream that ends, until the returned function is called. */
  onFinish(listener: FinishListener): () => void {
    this.#finishListeners.add(listener)
    return () => this.#finishListeners.delete(listener)
  }

  /** Calls both listeners, until the returned function is called. */
  follow(onChunk: ChunkListener, onFinish: FinishListener): () => void {
    const stops = [this.onChunk(onChunk), this.onFinish(onFinish)]
    return () => stops.forEach((stop) => stop())
  }

  /** Adds whole characters of either stream. */
  #join(bytes: Buffer): void {
    this.#both.write(bytes)
    this.#writeFile(bytes)
  }

  /**
   * Synchronous, so that memory stays bounded however slow the disk is and nothing is lost when the owner is killed. A
   * write error ends the file, never the process.
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
