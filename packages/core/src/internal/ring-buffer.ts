/** Keeps the last `capacity` bytes written to it and counts exactly how many it had to drop. */
export class RingBuffer {
  readonly #capacity: number
  #store: Buffer = Buffer.alloc(0)
  #start = 0
  #length = 0
  #dropped = 0

  /** @param capacity - the maximum number of bytes; memory is allocated only as it fills */
  constructor(capacity: number) {
    this.#capacity = capacity
  }

  /** How many bytes were written but are no longer kept. */
  get dropped(): number {
    return this.#dropped
  }

  /** How many bytes were ever written. */
  get written(): number {
    return this.#dropped + this.#length
  }

  write(chunk: Uint8Array): void {
    const kept = chunk.subarray(Math.max(0, chunk.length - this.#capacity))
    this.#dropped += chunk.length - kept.length
    this.#reserve(this.#length + kept.length)
    this.#drop(this.#length + kept.length - this.#store.length)
    const end = (this.#start + this.#length) % (this.#store.length || 1)
    const untilWrap = Math.min(kept.length, this.#store.length - end)
    this.#store.set(kept.subarray(0, untilWrap), end)
    this.#store.set(kept.subarray(untilWrap), 0)
    this.#length += kept.length
  }

  /** A copy of the bytes kept, oldest first. */
  read(): Buffer {
    const end = this.#start + this.#length
    const untilWrap = this.#store.subarray(this.#start, Math.min(end, this.#store.length))
    const wrapped = this.#store.subarray(0, Math.max(0, end - this.#store.length))
    return Buffer.concat([untilWrap, wrapped])
  }

  #drop(excess: number): void {
    if (excess <= 0) return
    this.#start = (this.#start + excess) % this.#store.length
    this.#length -= excess
    this.#dropped += excess
  }

  #reserve(wanted: number): void {
    if (wanted <= this.#store.length || this.#store.length === this.#capacity) return
    const size = Math.min(this.#capacity, Math.max(wanted, this.#store.length * 2, 1024))
    const grown = Buffer.alloc(size)
    this.read().copy(grown)
    this.#store = grown
    this.#start = 0
  }
}
