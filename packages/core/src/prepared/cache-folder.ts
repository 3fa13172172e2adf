import { accessSync, constants, existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { ExecutorError } from '../errors/index.js'
import { OwnFolder } from '../internal/own-folder.js'

/** Those that are open: few, and wanted by every start. */
const shelves = new Map<string, OwnFolder>()

/**
 * Opens the folder in which the prepared folders of one process are kept from run to run: in the `node_modules` of the
 * project, where tools keep what can be made again, or else among the system's temporary files. Only this user can open
 * it.
 *
 * @param from - where to look for the project, upwards
 * @throws {@link ExecutorError} when neither can be used
 */
export async function openShelf(from: string, name: string): Promise<OwnFolder> {
  const key = JSON.stringify([from, name])
  const known = shelves.get(key)
  if (known?.isInPlace) return known
  known?.close()
  shelves.delete(key)
  const project = findProject(from)
  const cache = (project === undefined ? undefined : await openInProject(project)) ?? openInTmp()
  const shelf = OwnFolder.openOrMake(join(cache.path, name), 0o700, cache.at(name))
  cache.close()
  if (shelf === undefined)
    throw new ExecutorError(`there is no place to keep it: ${join(cache.path, name)} is no folder`)
  shelves.set(key, shelf)
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
    throw new ExecutorError(`there is no place to keep it: ${(cause as Error).message}`, { cause })
  }
  if (folder !== undefined) return folder
  throw new ExecutorError(
    `there is no place to keep it: ${path} is there already, and is not a folder that only this user can open`,
  )
}

/** Whoever made it before us could put into it what they like. */
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
