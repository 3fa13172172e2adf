import { stat } from 'node:fs/promises'
import { forgetLastStat } from '../../internal/forget-last-stat.js'

/** The state of files, by path. */
type Look = ReadonlyMap<string, string>

/** The files that `restartOn` of a process matches. */
export class ChangedFiles {
  readonly #patterns: readonly string[]
  readonly #folder: string
  #before: Look | undefined

  /** @param folder - the folder of relative patterns */
  constructor(patterns: readonly string[], folder: string) {
    this.#patterns = patterns
    this.#folder = folder
  }

  /** Remembers the current state; called before the process is started. */
  async remember(): Promise<void> {
    if (this.#patterns.length > 0) this.#before = await this.#look()
  }

  /** Whether a file was changed, added or removed since then. */
  async haveChanged(): Promise<boolean> {
    const before = this.#before
    if (before === undefined) return false
    const after = await this.#look()
    return (
      before.size !== after.size || [...after].some(([path, look]) => before.get(path) !== look)
    )
  }

  async #look(): Promise<Look> {
    forgetLastStat()
    const { glob } = await import('tinyglobby') // few processes need it
    const ignore = ['**/node_modules/**']
    const paths = await glob([...this.#patterns], { cwd: this.#folder, absolute: true, ignore })
    const looks = await Promise.all(paths.map(async (path) => [path, await lookAt(path)] as const))
    return new Map(looks)
  }
}

async function lookAt(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined)
  return `${found?.mtimeMs} ${found?.size} ${found?.ino}`
}
