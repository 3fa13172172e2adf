import { accessSync, constants, existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { ExecutorError } from '../errors/index.js'
import { OwnFolder } from '../internal/own-folder.js'

/** Open folders: few, and used by every start. */
const shelves = new Map<string, Promise<OwnFolder>>()

/**
 * Opens the folder in which the prepared folders of one process are kept from run to run: in the `node_modules` of the
 * project, where tools keep their caches, or else in the system's temporary folder. Only this user can open it.
 *
 * @param from - where to search for the project, upwards
 * @throws {@link ExecutorError} when neither can be used
 */
export async function openShelf(from: string, name: string): Promise<OwnFolder> {
  const key = JSON.stringify([from, name])
  const known = shelves.get(key)
  const open = await known?.catch(() => undefined)
  if (open?.isInPlace) return open
  // Of several that have waited, the first opens it again.
  if (shelves.get(key) === known) {
    open?.close()
    shelves.set(key, openAgain(from, name))
  }
  return shelves.get(key) as Promise<OwnFolder>
}

async function openAgain(from: string, name: string): Promise<OwnFolder> {
  const project = findProject(from)
  const cache = (project === undefined ? undefined : await openInProject(project)) ?? openInTmp()
  const shelf = OwnFolder.openOrMake(join(cache.path, name), 0o700, cache.at(name))
  cache.close()
  if (shelf === undefined)
    throw new ExecutorError(`its cache cannot be used: ${join(cache.path, name)} is not a folder`)
  return shelf
}

function findProject(from: string): string | undefined {
  if (existsSync(join(from, 'package.json'))) return from
  return dirname(from) === from ? undefined : findProject(dirname(from))
}

async function openInProject(project: string): Promise<OwnFolder | undefined> {
  const parent = join(project, 'node_modules', '.cache')
  try {
    await mkdir(parent, { recursive: true, mode: 0o755 })
    return openPrivate(join(parent, 'mirakuru'))
  } catch {
    return undefined
  }
}

function openInTmp(): OwnFolder {
  const path = join(tmpdir(), `mirakuru-cache-${process.getuid?.() ?? 'user'}`)
  let folder: OwnFolder | undefined
  try {
    folder = openPrivate(path)
  } catch (cause) {
    throw new ExecutorError(`its cache cannot be used: ${(cause as Error).message}`, { cause })
  }
  if (folder !== undefined) return folder
  throw new ExecutorError(
    `its cache cannot be used: ${path} already exists, and is not a folder that only this user can open`,
  )
}

/** Another user who created it first could put anything into it. */
function openPrivate(path: string): OwnFolder | undefined {
  const folder = OwnFolder.openOrMake(path, 0o700)
  if (folder === undefined) return undefined
  try {
    accessSync(folder.place, constants.W_OK)
    if (folder.isPrivate) return folder
  } catch (error) {
    folder.close()
    throw error
  }
  folder.close()
  return undefined
}
