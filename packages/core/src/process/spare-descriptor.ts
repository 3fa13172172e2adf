import { closeSync, openSync } from 'node:fs'
import { isExhausted } from '../internal/exhaustion.js'

/**
 * A file descriptor kept in reserve for scans of processes: when a program runs out of descriptors, its processes must
 * stay visible, because what is not seen is not stopped.
 */
export class SpareDescriptor {
  #descriptor: number | undefined

  /**
   * Runs a function that opens one file at a time and closes it again; if no descriptor is left, it uses the spare one.
   */
  lend<T>(read: () => T): T {
    this.#descriptor ??= tryOpen()
    try {
      return read()
    } catch (error) {
      if (!isExhausted(error) || this.#descriptor === undefined) throw error
      closeSync(this.#descriptor)
      this.#descriptor = undefined
      try {
        return read()
      } finally {
        this.#descriptor = tryOpen()
      }
    }
  }
}

function tryOpen(): number | undefined {
  try {
    return openSync('/dev/null', 'r')
  } catch {
    return undefined
  }
}
