import { chmodSync, lstatSync, readdirSync, realpathSync, rmSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { isOwn } from '../internal/own-folder.js'

const thoroughly = { recursive: true, force: true, maxRetries: 3 } as const

/** Removes a folder on systems without paths of descriptors: only if no other user can have changed its path. */
export async function removeByPath(path: string): Promise<Error | undefined> {
  const fault = findStranger(path)
  if (fault !== undefined) return fault
  try {
    await rm(path, thoroughly)
  } catch {
    openUp(path)
    return rm(path, thoroughly).then(
      () => undefined,
      (error: Error) => error,
    )
  }
  return undefined
}

/** As {@link removeByPath}, for the exit of the process, when nothing asynchronous runs any more. */
export function removeByPathNow(path: string): void {
  if (findStranger(path) !== undefined) return
  try {
    rmSync(path, thoroughly)
  } catch {
    openUp(path)
    try {
      rmSync(path, thoroughly)
    } catch {
      // another user's
    }
  }
}

/** An error if another user may have changed the path of a folder; a missing folder needs no removal. */
function findStranger(path: string): Error | undefined {
  if (process.getuid === undefined) return undefined
  const stats = lstatSync(path, { throwIfNoEntry: false })
  if (stats === undefined) return undefined
  if (!stats.isDirectory()) return new Error(`${path} is not a folder`)
  if (!isOwn(stats)) return new Error(`${path} belongs to another user`)
  let folder = realpathSync(dirname(path))
  for (;;) {
    const { uid, mode } = lstatSync(folder)
    const isSafe = (uid === 0 || isOwn({ uid })) && ((mode & 0o022) === 0 || (mode & 0o1000) !== 0)
    if (!isSafe) return new Error(`${path} may have been put there by another user (${folder})`)
    if (dirname(folder) === folder) return undefined
    folder = dirname(folder)
  }
}

function openUp(folder: string): void {
  try {
    chmodSync(folder, 0o700)
    for (const entry of readdirSync(folder, { withFileTypes: true }))
      if (entry.isDirectory()) openUp(join(folder, entry.name))
  } catch {
    // another user's
  }
}
