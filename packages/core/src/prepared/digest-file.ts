import { createHash } from 'node:crypto'
import { createReadStream, type Stats } from 'node:fs'

/** Digests by path. */
const known = new Map<string, { readonly state: string; readonly digest: string }>()
/** Within a tick of its clock a file system may not distinguish two changes. Milliseconds. */
const restlessTime = 1_000

/**
 * A hash of the content of a file. Every start needs it, so the file is read again only when it has changed.
 *
 * @throws the error of the file system
 */
export async function digestFile(path: string, stats: Stats): Promise<string> {
  const state = [stats.dev, stats.ino, stats.size, stats.mtimeMs, stats.ctimeMs].join()
  const before = known.get(path)
  if (before?.state === state) return before.digest
  const isAtRest = Date.now() - stats.ctimeMs > restlessTime
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
  const digest = hash.digest('hex')
  if (isAtRest) known.set(path, { state, digest })
  return digest
}
