import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { lchown, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { OwnFolder, type Location } from '../internal/own-folder.js'
import { removeFolderNow, removeWithin } from './remove-folder.js'

/** As whom a process runs. */
interface User {
  readonly uid?: number | undefined
  readonly gid?: number | undefined
}

/** A file that says whose the folder is: a name alone proves nothing. */
export const ownerFile = 'owner'

/**
 * The folder for what belongs to one owner's processes. Everybody may pass through it, as processes of other users have to,
 * but nobody else may see what is in it.
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
   * Makes a folder of mode 0700 (mkdtemp(3)) in it.
   *
   * @param user - to whom it belongs, if not to this one
   * @returns its path
   * @throws what the file system says
   */
  async makeInner(user: User): Promise<string> {
    const { uid = -1, gid = -1 } = user
    const folder = this.make()
    const place = await mkdtemp(folder.at('tmp-'))
    if (uid !== -1 || gid !== -1) await lchown(place, uid, gid)
    return join(this.path, basename(place))
  }

  /** Such a folder, for a program that is started by this process. */
  locateInner(path: string): Location {
    return this.make().locate(basename(path))
  }

  /** Removes such a folder; returns why it is left. */
  async removeInner(path: string): Promise<Error | undefined> {
    return this.#folder && removeWithin(this.#folder, basename(path))
  }

  /** Whoever tidies up among temporary files may have removed it meanwhile. */
  make(): OwnFolder {
    if (this.#folder?.isInPlace) return this.#folder
    this.#folder?.close()
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

/** The folder of an owner that may be gone; `undefined` when there is none, or what has its name is not one. */
export function findOwnerFolder(ownerId: string): OwnFolder | undefined {
  const { path } = new OwnerFolder(ownerId)
  let folder: OwnFolder | undefined
  try {
    folder = OwnFolder.open(path)
    if (folder !== undefined && readFileSync(folder.at(ownerFile), 'utf8') === `${ownerId}\n`)
      return folder
  } catch {
    // it is not there, or nobody has said whose it is
  }
  folder?.close()
  return undefined
}
