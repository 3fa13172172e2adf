import { join } from 'node:path'
import { OwnFolder, type Location } from '../internal/own-folder.js'

/** The folder with the output of a run's processes, beside the supervisor's log under its name; created on demand. */
export class LogFolder {
  readonly path: string
  readonly #around: OwnFolder
  readonly #name: string
  #folder: OwnFolder | undefined

  /** @param around - the folder of logs */
  constructor(around: OwnFolder, name: string) {
    this.#around = around
    this.#name = name
    this.path = join(around.path, name)
  }

  /**
   * Opens it, and creates it first if it does not exist.
   *
   * @throws the error of the file system
   */
  open(): OwnFolder {
    this.#folder ??= this.openBeside(this.#name)
    return this.#folder
  }

  /** The same as {@link open} for another folder beside it. */
  openBeside(name: string): OwnFolder {
    const path = join(this.#around.path, name)
    const folder = OwnFolder.openOrMake(path, 0o700, this.#around.at(name))
    if (folder !== undefined) return folder
    throw new Error(`${path} is not a folder of this user`)
  }

  /** A path for a new file; `undefined` if none can be created: a process can do without a log. */
  choose(name: string, number: number): Location | undefined {
    const file = `${number}-${name.replaceAll(/[^\w.-]+/g, '_')}.log`
    try {
      const folder = this.open()
      return { path: join(folder.path, file), place: folder.at(file) }
    } catch {
      return undefined
    }
  }
}
