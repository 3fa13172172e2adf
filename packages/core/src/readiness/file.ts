import { stat } from 'node:fs/promises'
import { now } from '../internal/clock.js'
import { notReady, ready, type Attempt } from './attempt.js'

/** A program creates its pid file before it writes it; one that stays empty this long counts as ready. Milliseconds. */
const writingGrace = 200

/** Watches for a file to exist and, unless it stays empty, to have content. */
export class FileCheck {
  readonly #path: string
  #emptySince: number | undefined

  constructor(path: string) {
    this.#path = path
  }

  /** Whether the file exists, with or without content. */
  exists(): Promise<boolean> {
    return stat(this.#path).then(
      () => true,
      () => false,
    )
  }

  async attempt(): Promise<Attempt> {
    try {
      const { size } = await stat(this.#path)
      if (size > 0) return ready
      this.#emptySince ??= now()
      return now() - this.#emptySince >= writingGrace ? ready : notReady(`${this.#path} is empty`)
    } catch (error) {
      this.#emptySince = undefined
      const { code, message } = error as NodeJS.ErrnoException
      return notReady(code === 'ENOENT' ? `${this.#path} does not exist` : message)
    }
  }
}
