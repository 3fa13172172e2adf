import { forgetLastStat } from '../internal/forget-last-stat.js'
import type { Location } from '../internal/own-folder.js'
import { owner } from './owner.js'

/**
 * Creates a folder of mode 0700 (mkdtemp(3)) that belongs to the user that a process will run as. It is removed when
 * this Node process ends, however that happens.
 */
export function makePrivateFolder(user: {
  readonly uid?: number | undefined
  readonly gid?: number | undefined
}): Promise<string> {
  return owner.folder.makeInner(user)
}

/** The location of such a folder, for a program that is started by this process. */
export function locatePrivateFolder(folder: string): Location {
  return owner.folder.locateInner(folder)
}

/**
 * Removes such a folder. A folder that cannot be removed is not an error: this owner tries again at its end.
 *
 * @param onLeft - called with the reason if something is left
 */
export async function removePrivateFolder(
  folder: string,
  onLeft?: (fault: Error) => void,
): Promise<void> {
  const fault = await owner.folder.removeInner(folder)
  if (fault !== undefined) onLeft?.(fault)
  forgetLastStat()
}
