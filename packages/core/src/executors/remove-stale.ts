import {
  closeSync,
  constants,
  existsSync,
  lstatSync,
  openSync,
  unlinkSync,
  type Stats,
} from 'node:fs'
import { lstat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { findUnixSocket } from '../process/index.js'

/** A file or socket that prevents a start, and that an earlier process may have left behind. */
export interface Leftover {
  readonly path: string
  /** The user that the process will run as. */
  readonly uid: number | undefined
  /** Whether no process uses it any more. `stats` are those of `place` itself, even if it is a link. */
  readonly isStale: (place: string, stats: Stats) => boolean
}

/**
 * Removes it if it is stale, and belongs to this user or to the one that the process will run as. Its folder is held
 * open: a process that replaces the folder cannot have another file removed.
 *
 * @returns whether it is gone
 */
export function removeStale({ path, uid, isStale }: Leftover): boolean {
  let folder: number | undefined
  try {
    folder = openSync(dirname(path), constants.O_RDONLY | (constants.O_DIRECTORY ?? 0))
    const byDescriptor = `/proc/self/fd/${folder}`
    const place = join(existsSync(byDescriptor) ? byDescriptor : dirname(path), basename(path))
    const stats = lstatSync(place)
    if (!isOurs(stats, uid) || !isStale(place, stats)) return false
    unlinkSync(place)
    return true
  } catch {
    return false // without permission to read it, it stays
  } finally {
    if (folder !== undefined) closeSync(folder)
  }
}

/**
 * Removes a socket if no process listens on it, or has bound it and is about to listen.
 *
 * @param refuses - whether it refuses connections
 * @returns whether it is gone
 */
export async function removeStaleSocket({
  path,
  uid,
  refuses,
}: Omit<Leftover, 'isStale'> & { readonly refuses: () => Promise<boolean> }): Promise<boolean> {
  const before = await lstat(path).catch(() => undefined)
  if (!before?.isSocket() || !(await refuses())) return false
  const isStale = (_: string, { ino, ctimeMs }: Stats): boolean =>
    ino === before.ino && ctimeMs === before.ctimeMs && findUnixSocket(path) === undefined
  return removeStale({ path, uid, isStale })
}

function isOurs(stats: Stats, uid: number | undefined): boolean {
  return stats.uid === uid || stats.uid === (process.geteuid?.() ?? stats.uid)
}
