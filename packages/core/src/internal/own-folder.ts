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

/** Where something is. */
export interface Location {
  /** For people. */
  readonly path: string
  /** How it is reached. */
  readonly place: string
}

/** A link is not followed; Windows has no such flag. */
export const noFollow: number = constants.O_NOFOLLOW ?? 0

/**
 * A folder of this user's that is held open. What is in it is reached through its descriptor (`/proc/self/fd`, proc(5)),
 * so that nobody can put something else in its place: not even those who may write to the folder around it. A path
 * through a descriptor is short, too, however long that of the folder is.
 *
 * On systems without such paths it is reached by its own.
 */
export class OwnFolder {
  /** For people. */
  readonly path: string
  readonly #descriptor: number | undefined
  readonly #stats: Stats

  private constructor(path: string, stats: Stats, descriptor: number | undefined) {
    this.path = path
    this.#stats = stats
    this.#descriptor = descriptor
  }

  /**
   * @param place - how the folder is reached, if not by its path
   * @returns `undefined` when what is there is a link, no folder, or another user's
   * @throws what the file system says, when there is nothing for example
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
   * Makes one, with a mode that no umask has a say in.
   *
   * @throws what the file system says: `EEXIST` when there is something already
   */
  static make(path: string, mode: number, place: string = path): OwnFolder {
    mkdirSync(place, { mode })
    const folder = OwnFolder.open(path, place)
    // Where others may write to the folder around it they may have put another one there.
    if (folder === undefined || readdirSync(folder.place).length > 0)
      throw new Error(`${path} was replaced by another user`)
    folder.chmod(mode)
    return folder
  }

  /**
   * Opens it, or makes it if there is nothing.
   *
   * @returns as {@link open}
   * @throws what the file system says
   */
  static openOrMake(path: string, mode: number, place: string = path): OwnFolder | undefined {
    const isThere = lstatSync(place, { throwIfNoEntry: false }) !== undefined
    return isThere ? OwnFolder.open(path, place) : OwnFolder.make(path, mode, place)
  }

  /** How it is reached. */
  get place(): string {
    return this.#descriptor === undefined ? this.path : toPlace(this.#descriptor)
  }

  /** How something in it is reached. */
  at(name: string): string {
    return join(this.place, name)
  }

  /** Something in it, for a program that is started by this process, and as long as this process lives. */
  locate(name: string): Location {
    const path = join(this.path, name)
    if (this.#descriptor === undefined) return { path, place: path }
    // Where /proc is that of another container, this process has another pid there.
    const self = readlinkSync('/proc/self')
    return { path, place: join('/proc', self, 'fd', String(this.#descriptor), name) }
  }

  /** Whether nobody but this user may look into it. */
  get isPrivate(): boolean {
    return process.getuid === undefined || (this.#stats.mode & 0o077) === 0
  }

  /** Whether others may put something into it. */
  get isSharedForWriting(): boolean {
    return process.getuid !== undefined && (this.#stats.mode & 0o022) !== 0
  }

  /** When something in it was made or removed last. Milliseconds since 1970. */
  get changedAt(): number {
    return this.#stats.mtimeMs
  }

  /** Whether its path still leads to it. */
  get isInPlace(): boolean {
    const stats = lstatSync(this.path, { throwIfNoEntry: false })
    return stats?.ino === this.#stats.ino && stats.dev === this.#stats.dev
  }

  /**
   * Opens a file in it to write at its end, for this user alone. One that is there has to be a file of this user's, and
   * no other name of one.
   *
   * @throws what the file system says
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

  /** Gives it a mode, which no umask has a say in. */
  chmod(mode: number): void {
    if ((this.#stats.mode & 0o7777) !== mode) chmodSync(this.place, mode)
  }

  /** Makes it one that can be emptied. */
  openUp(): void {
    if ((this.#stats.mode & 0o700) !== 0o700) chmodSync(this.place, 0o700)
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor)
  }
}

/** Whether it belongs to the user as whom this process acts. */
export function isOwn({ uid }: Pick<Stats, 'uid'>): boolean {
  return process.geteuid === undefined || uid === process.geteuid()
}

/** How what is open is reached. */
export function toPlace(descriptor: number): string {
  return `/proc/self/fd/${descriptor}`
}

let isThere: boolean | undefined

/** Whether what is open can be reached through its descriptor. */
export function hasDescriptorPaths(): boolean {
  isThere ??= existsSync('/proc/self/fd')
  return isThere
}

/** O_PATH of open(2), which Node does not name: it needs no right to the folder itself. */
const asPath = 0o10000000

/**
 * Opens a folder that is no link.
 *
 * @returns `undefined` when it is one, or no folder
 * @throws what the file system says
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
