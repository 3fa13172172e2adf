import { existsSync, statSync } from 'node:fs'
import { mkdir, rename, utimes } from 'node:fs/promises'
import { dirname, basename, join } from 'node:path'
import { fingerprint } from '../declaration/fingerprint.js'
import { ExecutorError } from '../errors/index.js'
import { makeCacheFolder } from './cache-folder.js'
import { copyFolder } from './copy.js'
import { locksOutProcesses, tryLock } from '../internal/lock.js'
import { removeFolder } from '../process/index.js'
import { makePartial, prune, removePartials } from './prune.js'
import { fingerprintRecipe, type Recipe } from './recipe.js'

/** A folder that is kept for all instances to start from. It is there as a whole, or not at all. */
export class PreparedFolder {
  readonly #path: string

  private constructor(path: string) {
    this.#path = path
  }

  /** Where the folder of this recipe is, or will be. */
  static async find(recipe: Recipe): Promise<PreparedFolder> {
    const [cache, key] = await Promise.all([
      makeCacheFolder(recipe.folder),
      fingerprintRecipe(recipe),
    ])
    const shelf = join(cache, recipe.options.name.replaceAll(/[^\w-]/g, '_').slice(0, 64))
    await mkdir(shelf, { recursive: true })
    return new PreparedFolder(join(shelf, key))
  }

  /** Whether it was made. */
  get exists(): boolean {
    return existsSync(this.#path)
  }

  /** Takes the right to make it; `undefined` while somebody else has it. */
  tryLock(): Promise<(() => void) | undefined> {
    return tryLock(fingerprint(this.#path))
  }

  /** Keeps a copy of a folder. Whoever has the lock calls it. */
  async keep(folder: string, signal: AbortSignal): Promise<void> {
    const shelf = dirname(this.#path)
    // Without a lock they may be somebody's who is at work.
    if (locksOutProcesses) await removePartials(shelf, basename(this.#path))
    const partial = await makePartial(this.#path)
    try {
      await mkdir(join(partial, 'folder'))
      await copyFolder(folder, join(partial, 'folder'), signal)
      await rename(partial, this.#path)
    } catch (error) {
      await removeFolder(partial)
      // Without a lock somebody else may have been first, with the same.
      if (!this.exists) throw error
    }
    // What cannot be removed is in nobody's way.
    await prune(shelf).catch(() => undefined)
  }

  /** Fills an empty folder with a copy. */
  async copyTo(folder: string, signal: AbortSignal): Promise<void> {
    const before = statSync(this.#path).ino
    await utimes(this.#path, new Date(), new Date())
    await copyFolder(join(this.#path, 'folder'), folder, signal)
    const after = statSync(this.#path, { throwIfNoEntry: false })?.ino
    if (after !== before)
      throw new ExecutorError(`somebody removed it while it was copied: ${this.#path}`)
  }
}
