import { lstatSync, mkdtempSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { isOwn, OwnFolder } from '../internal/own-folder.js'

/** An open log. */
export interface LogFile {
  readonly path: string
  readonly descriptor: number
}

const user = process.getuid?.() ?? 'user'
/** The prefix of the names of log folders in the temporary folder. */
export const temporaryLogs = 'mirakuru-logs-'

/**
 * Opens a log in the project's node_modules, where it outlives the run, or else in the temporary folder. No other user
 * can write to its folder.
 *
 * @returns `undefined` if it cannot be created anywhere
 */
export function openLogFile(name: string, project: string | undefined): LogFile | undefined {
  const modules = project === undefined ? undefined : findModules(project)
  const places = [
    () => modules && openFolder(join(modules, '.mirakuru'), isSafe),
    () => openFolder(join(tmpdir(), temporaryLogs + user), (folder) => folder.isPrivate),
    // Another user has created the previous one.
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

/** A link that another user has created is not followed: it may lead anywhere. */
function findModules(folder: string): string | undefined {
  const modules = join(folder, 'node_modules')
  const link = lstatSync(modules, { throwIfNoEntry: false })
  const isOurs = link !== undefined && (!link.isSymbolicLink() || link.uid === 0 || isOwn(link))
  if (isOurs && statSync(modules, { throwIfNoEntry: false }) !== undefined) return modules
  const parent = dirname(folder)
  return parent === folder ? undefined : findModules(parent)
}
