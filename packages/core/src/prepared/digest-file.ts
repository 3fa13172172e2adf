import { createHash } from 'node:crypto'
import { createReadStream, type Stats } from 'node:fs'

/** What was read before, by path. */
const known = new Map<string, { readonly state: string; readonly digest: string }>()
/** Within a tick of its clock a file system may not tell two changes apart. Milliseconds. */
const restlessTime = 1_000

/**
 * What a file contains, as a short text. Every start asks for it, so it is read again only when it was changed.
 *
 * @throws what the file system says
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
