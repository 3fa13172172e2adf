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

/** Something that is in the way of a start, and that an earlier process may have left behind. */
export interface Leftover {
  readonly path: string
  /** As whom the process will run that is going to be started. */
  readonly uid: number | undefined
  /** Whether nobody needs it any more. It has to be asked of what is at `place`: a link is shown as one. */
  readonly isStale: (place: string, stats: Stats) => boolean
}

/**
 * Removes it if it is stale, and belongs to this user or to the one that the process will run as. Its folder is held open
 * meanwhile: whoever puts another in its place does not have something else removed.
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
    return false // what nobody may look at stays
  } finally {
    if (folder !== undefined) closeSync(folder)
  }
}

/**
 * Removes a socket if nobody listens on it, nor has bound it and is going to listen.
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
