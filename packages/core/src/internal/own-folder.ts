import {
  chmodSync,
  closeSync,
  constants,
  existsSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readlinkSync,
  type Stats,
} from 'node:fs'
import { join } from 'node:path'

/** The location of a file or folder. */
export interface Location {
  /** The path for messages. */
  readonly path: string
  /** The path to access it by. */
  readonly place: string
}

/** Do not follow symbolic links; Windows has no such flag. */
export const noFollow: number = constants.O_NOFOLLOW ?? 0

/**
 * A folder of this user that is held open. Its contents are accessed through its descriptor (`/proc/self/fd`, proc(5)),
 * so that no other user can replace it, even one who may write to the parent folder. A path through a descriptor is
 * also short, however long the path of the folder is.
 *
 * On systems without such paths its own path is used.
 */
export class OwnFolder {
  /** The path for messages. */
  readonly path: string
  readonly #descriptor: number | undefined
  readonly #stats: Stats

  private constructor(path: string, stats: Stats, descriptor: number | undefined) {
    this.path = path
    this.#stats = stats
    this.#descriptor = descriptor
  }

  /**
   * @param place - the path to access the folder by, if it differs
   * @returns `undefined` when it is a link, is not a folder, or belongs to another user
   * @throws the error of the file system, for example when it does not exist
   */
  static open(path: string, place: string = path): OwnFolder | undefined {
    const descriptor = hasDescriptorPaths() ? openFolder(place) : undefined
    if (descriptor === undefined && hasDescriptorPaths()) return undefined
    const stats = descriptor === undefined ? lstatSync(place) : fstatSync(descriptor)
    const folder = new OwnFolder(path, stats, descriptor)
    if (stats.isDirectory() && isOwn(stats)) return folder
    folder.close()
    return undefined
  }

  /**
   * Creates one with exactly this mode, whatever the umask is.
   *
   * @throws the error of the file system: `EEXIST` when the path exists
   */
  static make(path: string, mode: number, place: string = path): OwnFolder {
    mkdirSync(place, { mode })
    const folder = OwnFolder.open(path, place)
    // Users who may write to the parent folder may have replaced it.
    if (folder === undefined || readdirSync(folder.place).length > 0)
      throw new Error(`${path} was replaced by another user`)
    folder.chmod(mode)
    return folder
  }

  /**
   * Opens the folder, or creates it if it does not exist.
   *
   * @returns as {@link open}
   * @throws the error of the file system
   */
  static openOrMake(path: string, mode: number, place: string = path): OwnFolder | undefined {
    const isThere = lstatSync(place, { throwIfNoEntry: false }) !== undefined
    if (isThere) return OwnFolder.open(path, place)
    try {
      return OwnFolder.make(path, mode, place)
    } catch (error) {
      // Somebody else was first.
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return OwnFolder.open(path, place)
      throw error
    }
  }

  /** The path to access it by. */
  get place(): string {
    return this.#descriptor === undefined ? this.path : toPlace(this.#descriptor)
  }

  /** The path to access an entry by. */
  at(name: string): string {
    return join(this.place, name)
  }

  /** The location of an entry, for a program that is started by this process; valid while this process lives. */
  locate(name: string): Location {
    const path = join(this.path, name)
    if (this.#descriptor === undefined) return { path, place: path }
    // If /proc is that of another container, this process has another pid there.
    const self = readlinkSync('/proc/self')
    return { path, place: join('/proc', self, 'fd', String(this.#descriptor), name) }
  }

  /** Whether only this user has access to it. */
  get isPrivate(): boolean {
    return process.getuid === undefined || (this.#stats.mode & 0o077) === 0
  }

  /** Whether other users may write to it. */
  get isSharedForWriting(): boolean {
    return process.getuid !== undefined && (this.#stats.mode & 0o022) !== 0
  }

  /** When an entry was last created or removed. Milliseconds since 1970. */
  get changedAt(): number {
    return this.#stats.mtimeMs
  }

  /** Whether its path still leads to it. */
  get isInPlace(): boolean {
    const stats = lstatSync(this.path, { throwIfNoEntry: false })
    return stats?.ino === this.#stats.ino && stats.dev === this.#stats.dev
  }

  /**
   * Opens a file in it for appending, with access for this user only. An existing file must belong to this user and
   * have no other hard link.
   *
   * @throws the error of the file system
   */
  openFile(name: string): number {
    const { O_APPEND, O_CREAT, O_EXCL, O_WRONLY } = constants
    const place = this.at(name)
    try {
      return openSync(place, O_WRONLY | O_APPEND | O_CREAT | O_EXCL | noFollow, 0o600)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
    const descriptor = openSync(place, O_WRONLY | O_APPEND | noFollow)
    const stats = fstatSync(descriptor)
    if (stats.isFile() && isOwn(stats) && stats.nlink === 1) return descriptor
    closeSync(descriptor)
    throw new Error(`${join(this.path, name)} is not a file of this user's`)
  }

  /** Sets its mode, if it differs. */
  chmod(mode: number): void {
    if ((this.#stats.mode & 0o7777) !== mode) chmodSync(this.place, mode)
  }

  /** Makes it writable, so that it can be emptied. */
  openUp(): void {
    if ((this.#stats.mode & 0o700) !== 0o700) chmodSync(this.place, 0o700)
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor)
  }
}

/** Whether it belongs to the effective user of this process. */
export function isOwn({ uid }: Pick<Stats, 'uid'>): boolean {
  return process.geteuid === undefined || uid === process.geteuid()
}

/** The path of an open descriptor. */
export function toPlace(descriptor: number): string {
  return `/proc/self/fd/${descriptor}`
}

let isThere: boolean | undefined

/** Whether this system has paths of open descriptors. */
export function hasDescriptorPaths(): boolean {
  isThere ??= existsSync('/proc/self/fd')
  return isThere
}

/** O_PATH of open(2), which Node does not name: it requires no permission on the folder itself. */
const asPath = 0o10000000

/**
 * Opens a folder without following a link.
 *
 * @returns `undefined` when it is a link, or not a folder
 * @throws the error of the file system
 */
export function openFolder(place: string | Buffer): number | undefined {
  try {
    return openSync(place, asPath | constants.O_DIRECTORY | noFollow)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOTDIR' || code === 'ELOOP') return undefined
    throw error
  }
}
