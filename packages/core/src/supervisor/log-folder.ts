import { join } from 'node:path'
import { OwnFolder, type Location } from '../internal/own-folder.js'

/** The folder with the output of a run's processes: beside the supervisor's log, under the same name, once it is needed. */
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
   * Makes it, if it is not there.
   *
   * @throws what the file system says
   */
  open(): OwnFolder {
    this.#folder ??= this.openBeside(this.#name)
    return this.#folder
  }

  /** As {@link open}, for another folder in that of logs. */
  openBeside(name: string): OwnFolder {
    const path = join(this.#around.path, name)
    const folder = OwnFolder.openOrMake(path, 0o700, this.#around.at(name))
    if (folder !== undefined) return folder
    throw new Error(`${path} is not a folder of this user's`)
  }

  /** A file that does not exist; `undefined` where none can be made: a process without a log is better than none. */
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
