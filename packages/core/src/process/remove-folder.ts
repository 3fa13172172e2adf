import { chmodSync, readdirSync, rmSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'

const thoroughly = { recursive: true, force: true, maxRetries: 3 } as const

/**
 * Removes a folder with everything in it. Where that fails, those in it are made ones that can be emptied: in Go's
 * module cache no folder may be written.
 *
 * @returns why something of it is left, another user's for example; `undefined` when nothing is
 */
export async function removeFolder(folder: string): Promise<Error | undefined> {
  try {
    await rm(folder, thoroughly)
  } catch {
    openUp(folder)
    return rm(folder, thoroughly).then(
      () => undefined,
      (error: Error) => error,
    )
  }
  return undefined
}

/** As {@link removeFolder}, for the moment in which nothing asynchronous runs any more. */
export function removeFolderNow(folder: string): void {
  try {
    rmSync(folder, thoroughly)
  } catch {
    openUp(folder)
    try {
      rmSync(folder, thoroughly)
    } catch {
      // another user's
    }
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
