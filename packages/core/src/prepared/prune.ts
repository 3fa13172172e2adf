import { mkdtemp, readdir, rename, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { removeFolder } from '../process/index.js'

/** How many prepared folders of one process are kept. */
const kept = 3
/** Whatever was used since is kept too: somebody may be copying it. Milliseconds. */
const quietTime = 3_600_000

/** Removes all but the folders used last. */
export async function prune(shelf: string): Promise<void> {
  const names = await readdir(shelf)
  const entries = await Promise.all(names.map((name) => inspect(join(shelf, name))))
  const latestFirst = entries
    .filter((entry) => entry !== undefined)
    .toSorted((a, b) => b.used - a.used)
  const complete = latestFirst.filter(({ path }) => !isPartial(path))
  const spared = new Set(complete.slice(0, kept))
  const old = latestFirst.filter(
    (entry) => !spared.has(entry) && entry.used < Date.now() - quietTime,
  )
  for (const { path } of old) await discard(path)
}

/** Where a folder is being made, or taken apart, that nobody must take for a whole one. */
export function makePartial(path: string): Promise<string> {
  return mkdtemp(`${path}${partialMark}`)
}

/** Removes what interrupted preparations of a folder left behind. */
export async function removePartials(shelf: string, name: string): Promise<void> {
  for (const found of await readdir(shelf))
    if (found.startsWith(name + partialMark)) await removeFolder(join(shelf, found))
}

const partialMark = '.partial-'

function isPartial(path: string): boolean {
  return basename(path).includes(partialMark)
}

/** Nobody must find it when it is half removed. */
async function discard(path: string): Promise<void> {
  const grave = isPartial(path) ? path : await makePartial(path)
  if (grave !== path) await rename(path, grave).catch(() => undefined)
  await removeFolder(grave)
}

async function inspect(path: string): Promise<{ path: string; used: number } | undefined> {
  const found = await stat(path).catch(() => undefined)
  return found === undefined ? undefined : { path, used: found.mtimeMs }
}
