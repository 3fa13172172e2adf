import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { lchown, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { OwnFolder, type Location } from '../internal/own-folder.js'
import { removeFolderNow, removeWithin } from './remove-folder.js'

/** The user that a process runs as. */
interface User {
  readonly uid?: number | undefined
  readonly gid?: number | undefined
}

/** A file that names the owner of the folder: the name of the folder proves nothing. */
export const ownerFile = 'owner'

/**
 * The folder for the files of one owner's processes. Other users can pass through it, as their processes have to, but
 * cannot list it.
 */
export class OwnerFolder {
  readonly path: string
  readonly #ownerId: string
  #folder: OwnFolder | undefined

  constructor(ownerId: string) {
    this.#ownerId = ownerId
    this.path = join(tmpdir(), `mirakuru-${ownerId}`)
  }

  /**
   * Creates a folder of mode 0700 (mkdtemp(3)) in it.
   *
   * @param user - the user that will own it, if not this one
   * @returns its path
   * @throws the error of the file system
   */
  async makeInner(user: User): Promise<string> {
    const { uid = -1, gid = -1 } = user
    const folder = this.make()
    const place = await mkdtemp(folder.at('tmp-'))
    if (uid !== -1 || gid !== -1) await lchown(place, uid, gid)
    return join(this.path, basename(place))
  }

  /** The location of such a folder, for a program that is started by this process. */
  locateInner(path: string): Location {
    return this.make().locate(basename(path))
  }

  /** Removes such a folder; returns the reason if something is left. */
  async removeInner(path: string): Promise<Error | undefined> {
    return this.#folder && removeWithin(this.#folder, basename(path))
  }

  /** Creates it again if a cleaner of temporary files has removed it. */
  make(): OwnFolder {
    if (this.#folder?.isInPlace) return this.#folder
    this.#folder?.close()
    this.#folder = undefined
    mkdirSync(dirname(this.path), { recursive: true })
    this.#folder = OwnFolder.make(this.path, 0o711)
    writeFileSync(this.#folder.at(ownerFile), `${this.#ownerId}\n`, { mode: 0o600, flag: 'wx' })
    return this.#folder
  }

  /** Removes it with everything in it. */
  removeNow(): void {
    if (this.#folder !== undefined) removeFolderNow(this.#folder)
  }
}

/** The folder of an owner that may be gone; `undefined` if there is none, or it does not belong to this owner. */
export function findOwnerFolder(ownerId: string): OwnFolder | undefined {
  const { path } = new OwnerFolder(ownerId)
  let folder: OwnFolder | undefined
  try {
    folder = OwnFolder.open(path)
    if (folder !== undefined && readFileSync(folder.at(ownerFile), 'utf8') === `${ownerId}\n`)
      return folder
  } catch {
    // it does not exist, or does not name its owner
  }
  folder?.close()
  return undefined
}
