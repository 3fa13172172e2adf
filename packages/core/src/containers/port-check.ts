import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { notReady, ready, type Attempt } from '../readiness/index.js'
import type { Container } from './container.js'

/** How long a connection must stay open to count, where the container cannot be looked into. Milliseconds. */
const proxyGrace = 100

/** A published port. */
export interface ProxyTarget {
  readonly host: string
  readonly port: number
  /** The port inside the container. */
  readonly inner: number
}

/**
 * Whether a pid is that of the container on this machine: the engine may be on another one. The id is in the name of its
 * cgroup, which rootless podman may not make, or in the command of its parent: `conmon`, `containerd-shim`.
 */
export function isLocal(pid: number, id: string): boolean {
  if (pid <= 0) return false
  if (read(`/proc/${pid}/cgroup`).includes(id)) return true
  const [, parent] = /\) \S (\d+)/.exec(read(`/proc/${pid}/stat`)) ?? []
  return parent !== undefined && read(`/proc/${parent}/cmdline`).includes(id)
}

/**
 * Whether something in the container listens on a port. The engine's proxy accepts connections before that.
 *
 * @param pid - of the first process of the container, on this machine
 */
export function attemptInside(pid: number, port: number): Attempt {
  return judgeListeners(tables.map((table) => read(`/proc/${pid}/net/${table}`)).join(''), port)
}

/**
 * The same of a container that cannot be looked into from here. A proxy may keep a connection open that leads nowhere, so
 * the container is asked as well, if its image has `cat`.
 */
export async function attemptFromAfar(
  container: Container,
  target: ProxyTarget,
  signal: AbortSignal,
): Promise<Attempt> {
  const attempt = await attemptThroughProxy(target, signal)
  if (!attempt.ready) return attempt
  const files = tables.map((table) => `/proc/net/${table}`)
  const { stdout } = await container.exec(['cat', ...files], {}, { signal })
  return stdout === '' ? attempt : judgeListeners(stdout, target.inner)
}

const tables = ['tcp', 'tcp6']

/** @param text - the tables of a network namespace: proc_net(5) */
function judgeListeners(text: string, port: number): Attempt {
  const addresses = listListening(text, port)
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
function attemptThroughProxy({ host, port }: ProxyTarget, signal: AbortSignal): Promise<Attempt> {
  const where = `${host}:${port}`
  return new Promise((resolve) => {
    const socket = connect({ host, port })
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

/** The addresses, as the kernel writes them, that have listeners on a port. */
function listListening(text: string, port: number): string[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  return text
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local = '', , state]) => state === '0A' && local.endsWith(suffix))
    .map(([, local = '']) => local.slice(0, -suffix.length))
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
