import { createHash, type Hash } from 'node:crypto'
import { readdir, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { ExecutorError } from '../errors/index.js'
import { digestFile } from './digest-file.js'

/**
 * A hash of files and folders: of their names and contents, whatever their times.
 *
 * @throws {@link ExecutorError} that names the one that cannot be read
 */
export async function digestInputs(paths: readonly string[], folder: string): Promise<string> {
  const hash = createHash('sha256')
  for (const path of paths) {
    const full = resolve(folder, path)
    await addPath(hash, full, path).catch((cause: NodeJS.ErrnoException) => {
      const isMissing = cause.code === 'ENOENT' && cause.path === full
      const fault = isMissing ? `does not exist: ${full}` : `cannot be read: ${cause.message}`
      throw new ExecutorError(`input "${path}" ${fault}`, { cause })
    })
  }
  return hash.digest('hex')
}

async function addPath(hash: Hash, path: string, name: string): Promise<void> {
  const found = await stat(path)
  if (found.isDirectory()) return addFolder(hash, path, name)
  // Pipes and devices are not read: they may have no end.
  const content = found.isFile() ? await digestFile(path, found) : ''
  hash.update(`${name}\0${content}\0`)
}

async function addFolder(hash: Hash, path: string, name: string): Promise<void> {
  hash.update(`${name}\0folder\0`)
  const entries = await readdir(path, { withFileTypes: true })
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const [inner, innerName] = [join(path, entry.name), `${name}/${entry.name}`]
    // A link may be circular, or broken.
    if (entry.isSymbolicLink() && !(await isFile(inner))) hash.update(`${innerName}\0link\0`)
    else await addPath(hash, inner, innerName)
  }
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  )
}
