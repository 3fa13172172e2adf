import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { notReady, ready, type Attempt } from '../readiness/index.js'

/** How long a connection must stay open to count, where the container cannot be looked into. Milliseconds. */
const proxyGrace = 100

/** Whether a pid is that of the container on this machine: the engine may be on another one. */
export function isLocal(pid: number, id: string): boolean {
  return pid > 0 && read(`/proc/${pid}/cgroup`).includes(id)
}

/**
 * Whether something in the container listens on a port. The engine's proxy accepts connections before that.
 *
 * @param pid - of the first process of the container, on this machine
 */
export function attemptInside(pid: number, port: number): Attempt {
  const addresses = listListening(pid, port)
  if (addresses.length === 0) return notReady(`nothing in the container listens on port ${port}`)
  if (addresses.every(isLoopback))
    return notReady(
      `port ${port} is served on the loopback address of the container only, where the published port does not lead; make it listen on 0.0.0.0`,
    )
  return ready
}

/**
 * Whether a connection stays open, or is answered: the engine's proxy accepts every one, and closes it at once when
 * nothing in the container listens.
 */
export function attemptThroughProxy(
  target: { readonly host: string; readonly port: number },
  signal: AbortSignal,
): Promise<Attempt> {
  const where = `${target.host}:${target.port}`
  return new Promise((resolve) => {
    const socket = connect(target)
    const settle = (attempt: Attempt): void => {
      signal.removeEventListener('abort', onAbort)
      socket.destroy()
      resolve(attempt)
    }
    const onAbort = (): void => settle(notReady(`no answer of ${where}`))
    if (signal.aborted) return onAbort()
    signal.addEventListener('abort', onAbort)
    socket.once('connect', () => socket.setTimeout(proxyGrace))
    socket.once('timeout', () => settle(ready))
    socket.once('data', () => settle(ready))
    socket.once('end', () => settle(notReady(`${where} accepts and closes at once`)))
    socket.once('error', (error) => settle(notReady(error.message, error)))
  })
}

/** The addresses, as the kernel writes them, where a network namespace has listeners on a port. */
function listListening(pid: number, port: number): string[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  return ['tcp', 'tcp6'].flatMap((table) =>
    read(`/proc/${pid}/net/${table}`)
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .filter(([, local = '', , state]) => state === '0A' && local.endsWith(suffix))
      .map(([, local = '']) => local.slice(0, -suffix.length)),
  )
}

/** 127.0.0.0/8 and ::1, in the order of bytes of the kernel. */
function isLoopback(address: string): boolean {
  return address.length === 8
    ? address.endsWith('7F')
    : address === '00000000000000000000000001000000' ||
        (address.endsWith('7F') && address.startsWith('0000000000000000FFFF0000'))
}

function read(path: string): string {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return ''
  }
}
