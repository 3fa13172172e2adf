import { createServer, type Server } from 'node:net'

const held = new Set<string>()

/**
 * Takes a lock for the whole machine by listening on a name that is not a file: an abstract socket on Linux (unix(7)),
 * a named pipe on Windows. The kernel releases it however its holder dies: it is never stale.
 *
 * macOS has no equivalent. There the lock holds in this process only.
 *
 * @returns a function that releases it; `undefined` while another client has it
 */
export async function tryLock(name: string): Promise<(() => void) | undefined> {
  if (held.has(name)) return undefined
  held.add(name)
  const server = await listen(name)
  if (server === 'taken') {
    held.delete(name)
    return undefined
  }
  return () => {
    held.delete(name)
    server?.close()
  }
}

/** Whether {@link tryLock} keeps other processes out. */
export const locksOutProcesses: boolean =
  process.platform === 'linux' || process.platform === 'win32'

function listen(name: string): Promise<Server | 'taken' | undefined> {
  if (!locksOutProcesses) return Promise.resolve(undefined)
  const prefix = process.platform === 'linux' ? '\0' : '\\\\.\\pipe\\'
  return new Promise((resolve) => {
    const server = createServer((stranger) => stranger.destroy())
    server.once('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code === 'EADDRINUSE' ? 'taken' : undefined)
    })
    server.listen({ path: `${prefix}mirakuru-${name}`, exclusive: true }, () => {
      server.unref()
      resolve(server)
    })
  })
}
