import { createServer, type Server } from 'node:net'

const held = new Set<string>()

/**
 * Takes a lock that nobody else on this machine has, by listening under a name that is no file: an abstract socket on
 * Linux (unix(7)), a named pipe on Windows. The kernel gives it back however its holder dies: nothing stale.
 *
 * macOS has nothing of that kind. There the lock holds in this process only.
 *
 * @returns how to give it back; `undefined` when somebody else has it
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
