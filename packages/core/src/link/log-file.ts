import { lstatSync, mkdtempSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { isOwn, OwnFolder } from '../internal/own-folder.js'

/** A log that is open. */
export interface LogFile {
  readonly path: string
  readonly descriptor: number
}

const user = process.getuid?.() ?? 'user'
/** How the names of folders begin that are made where a project has no place for logs. */
export const temporaryLogs = 'mirakuru-logs-'

/**
 * Opens a log in the project's node_modules, where it outlives the run; where that is not possible, among temporary
 * files. Nobody else can write to its folder.
 *
 * @returns `undefined` where there is no place for one
 */
export function openLogFile(name: string, project: string | undefined): LogFile | undefined {
  const modules = project === undefined ? undefined : findModules(project)
  const places = [
    () => modules && openFolder(join(modules, '.mirakuru'), isSafe),
    () => openFolder(join(tmpdir(), temporaryLogs + user), (folder) => folder.isPrivate),
    // Another user has made that one, so that it is not there for us.
    () => OwnFolder.open(mkdtempSync(join(tmpdir(), temporaryLogs))),
  ]
  for (const open of places) {
    try {
      const folder = open()
      if (!folder) continue
      const descriptor = folder.openFile(name)
      folder.close()
      return { path: join(folder.path, name), descriptor }
    } catch {
      continue
    }
  }
  return undefined
}

function openFolder(path: string, isGood: (folder: OwnFolder) => boolean): OwnFolder | undefined {
  const folder = OwnFolder.openOrMake(path, 0o700)
  if (folder === undefined || isGood(folder)) return folder
  folder.close()
  return undefined
}

function isSafe(folder: OwnFolder): boolean {
  return !folder.isSharedForWriting
}

/** One that another user has put there as a link leads wherever that one likes. */
function findModules(folder: string): string | undefined {
  const modules = join(folder, 'node_modules')
  const link = lstatSync(modules, { throwIfNoEntry: false })
  const isOurs = link !== undefined && (!link.isSymbolicLink() || link.uid === 0 || isOwn(link))
  if (isOurs && statSync(modules, { throwIfNoEntry: false }) !== undefined) return modules
  const parent = dirname(folder)
  return parent === folder ? undefined : findModules(parent)
}
