import { mkdtemp, readdir, rename, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { OwnFolder } from '../internal/own-folder.js'
import { removeWithin } from '../process/index.js'

/** How many prepared folders of one process are kept. */
const kept = 3
/** Folders that were used since are kept too: another process may be copying them. Milliseconds. */
const quietTime = 3_600_000

/** Removes all but the folders used last. */
export async function prune(shelf: OwnFolder): Promise<void> {
  const names = await readdir(shelf.place)
  const entries = await Promise.all(names.map((name) => inspect(shelf, name)))
  const latestFirst = entries
    .filter((entry) => entry !== undefined)
    .toSorted((a, b) => b.used - a.used)
  const complete = latestFirst.filter(({ name }) => !isPartial(name))
  const spared = new Set(complete.slice(0, kept))
  const old = latestFirst.filter(
    (entry) => !spared.has(entry) && entry.used < Date.now() - quietTime,
  )
  for (const { name } of old) await discard(shelf, name)
}

/** Creates a folder for one that is being filled or removed, which no process mistakes for a complete one. */
export async function makePartial(shelf: OwnFolder, name: string): Promise<string> {
  return basename(await mkdtemp(shelf.at(name + partialMark)))
}

/** Removes what interrupted preparations of a folder left behind. */
export async function removePartials(shelf: OwnFolder, name: string): Promise<void> {
  for (const found of await readdir(shelf.place))
    if (found.startsWith(name + partialMark)) await removeWithin(shelf, found)
}

const partialMark = '.partial-'

function isPartial(name: string): boolean {
  return name.includes(partialMark)
}

/** Renames it first: no process must find it when it is half removed. */
async function discard(shelf: OwnFolder, name: string): Promise<void> {
  const grave = isPartial(name) ? name : await makePartial(shelf, name)
  if (grave !== name) await rename(shelf.at(name), shelf.at(grave)).catch(() => undefined)
  await removeWithin(shelf, grave)
}

async function inspect(
  shelf: OwnFolder,
  name: string,
): Promise<{ name: string; used: number } | undefined> {
  const found = await stat(shelf.at(name)).catch(() => undefined)
  return found === undefined ? undefined : { name, used: found.mtimeMs }
}
