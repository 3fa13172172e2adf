import { existsSync, lstatSync } from 'node:fs'
import { access, constants, mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { ExecutorError } from '../errors/index.js'

/**
 * Makes the folder in which prepared folders are kept from run to run: in the `node_modules` of the project, where
 * tools keep what can be made again, or else among the system's temporary files. Only this user can open it.
 *
 * @param from - where to look for the project, upwards
 * @throws {@link ExecutorError} when neither can be used
 */
export async function makeCacheFolder(from: string): Promise<string> {
  const project = findProject(from)
  const inProject = project && (await makeInProject(project))
  return inProject ?? makeInTmp()
}

function findProject(from: string): string | undefined {
  if (existsSync(join(from, 'package.json'))) return from
  return dirname(from) === from ? undefined : findProject(dirname(from))
}

async function makeInProject(project: string): Promise<string | undefined> {
  const parent = join(project, 'node_modules', '.cache')
  const folder = join(parent, 'mirakuru')
  try {
    await mkdir(parent, { recursive: true })
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await access(folder, constants.W_OK)
    return folder
  } catch {
    return undefined
  }
}

async function makeInTmp(): Promise<string> {
  const user = process.getuid?.() ?? 'user'
  const folder = join(tmpdir(), `mirakuru-cache-${user}`)
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
  } catch (cause) {
    throw new ExecutorError(`there is no place to keep it: ${(cause as Error).message}`, { cause })
  }
  const { uid, mode } = lstatSync(folder)
  // Whoever made it before us could put into it what they like.
  if (process.getuid !== undefined && (uid !== user || (mode & 0o077) !== 0))
    throw new ExecutorError(
      `there is no place to keep it: ${folder} is there already, and is not a folder that only this user can open`,
    )
  return folder
}
