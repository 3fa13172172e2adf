import { existsSync, statSync } from 'node:fs'
import { mkdir, rename, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { fingerprint } from '../declaration/index.js'
import { ExecutorError } from '../errors/index.js'
import type { Location, OwnFolder } from '../internal/own-folder.js'
import { openShelf } from './cache-folder.js'
import { copyFolder } from './copy.js'
import { locksOutProcesses, tryLock } from '../internal/lock.js'
import { removeWithin } from '../process/index.js'
import { makePartial, prune, removePartials } from './prune.js'
import { fingerprintRecipe, type Recipe } from './recipe.js'

/** A folder of which every instance gets a copy. It exists completely or not at all. */
export class PreparedFolder {
  readonly #shelf: OwnFolder
  readonly #name: string

  private constructor(shelf: OwnFolder, name: string) {
    this.#shelf = shelf
    this.#name = name
  }

  /** The folder of this recipe, whether or not it exists. */
  static async find(recipe: Recipe): Promise<PreparedFolder> {
    const name = recipe.options.name.replaceAll(/[^\w-]/g, '_').slice(0, 64)
    const [shelf, key] = await Promise.all([
      openShelf(recipe.folder, name),
      fingerprintRecipe(recipe),
    ])
    return new PreparedFolder(shelf, key)
  }

  get exists(): boolean {
    return existsSync(this.#place)
  }

  /** Takes the right to create it; `undefined` while another client has it. */
  tryLock(): Promise<(() => void) | undefined> {
    return tryLock(fingerprint(this.#path))
  }

  /** Keeps a copy of a folder. The caller must have the lock. */
  async keep(folder: Location, signal: AbortSignal): Promise<void> {
    const [shelf, name] = [this.#shelf, this.#name]
    // Without a lock they may belong to another process that is still filling them.
    if (locksOutProcesses) await removePartials(shelf, name)
    const partial = await makePartial(shelf, name)
    try {
      await mkdir(shelf.at(join(partial, 'folder')))
      await copyFolder(folder, shelf.locate(join(partial, 'folder')), signal)
      await rename(shelf.at(partial), this.#place)
    } catch (error) {
      await removeWithin(shelf, partial)
      // Without a lock another process may have been first, with the same content.
      if (!this.exists) throw error
    }
    // A folder that cannot be removed does no harm.
    await prune(shelf).catch(() => undefined)
  }

  /** Fills an empty folder with a copy. */
  async copyTo(folder: Location, signal: AbortSignal): Promise<void> {
    const before = statSync(this.#place).ino
    await utimes(this.#place, new Date(), new Date())
    await copyFolder(this.#shelf.locate(join(this.#name, 'folder')), folder, signal)
    const after = statSync(this.#place, { throwIfNoEntry: false })?.ino
    if (after !== before)
      throw new ExecutorError(`another process removed it while it was copied: ${this.#path}`)
  }

  get #place(): string {
    return this.#shelf.at(this.#name)
  }

  /** The path for messages. */
  get #path(): string {
    return join(this.#shelf.path, this.#name)
  }
}
