import { closeSync, openSync, readdirSync, readlinkSync, readSync } from 'node:fs'
import type { Holder } from '../errors/index.js'
import { processTable } from './system-table.js'

const stateListening = '0A'
/** Of /proc/net/tcp (`TMPSZ` in the kernel's net/ipv4/tcp_ipv4.c): one line a read. */
const lineLength = 150

/** A socket that accepts TCP connections. */
export interface Listener {
  /** In the usual notation: `127.0.0.1:3000`. */
  readonly address: string
  readonly inode: string
}

/**
 * Finds the socket that a connection to `host:port` reaches. Linux only.
 *
 * @param host - a numeric address
 * @returns its inode; `undefined` if the system does not report it
 */
export function findListener(host: string, port: number): string | undefined {
  const tables = host.includes(':') ? ['tcp6'] : ['tcp', 'tcp6']
  for (const table of tables) {
    const inode = searchTable(`/proc/net/${table}`, acceptedAddresses(host, table), port)
    if (inode !== undefined) return inode
  }
  return undefined
}

/**
 * Whether a connection to `host:port` was made that its program has not accepted yet: it listens, but does not serve.
 * For a listening socket `/proc/net/tcp` shows, as `rx_queue`, how many connections wait to be accepted
 * (`get_tcp4_sock` in the kernel's net/ipv4/tcp_ipv4.c). Linux only; elsewhere it is `false`.
 *
 * @param host - a numeric address
 */
export function hasUnaccepted(host: string, port: number): boolean {
  const tables = host.includes(':') ? ['tcp6'] : ['tcp', 'tcp6']
  for (const table of tables) {
    // Several processes may listen, each with its own queue (SO_REUSEPORT).
    const found = [...findListening(`/proc/net/${table}`, acceptedAddresses(host, table), port)]
    // A listener of its own family gets a connection before one of both.
    if (found.length > 0) return found.some(hasQueue)
  }
  return false
}

function hasQueue([, , , , queues = '']: readonly string[]): boolean {
  return Number(`0x${queues.split(':')[1] ?? 0}`) > 0
}

/** Finds the inode of the unix socket that listens at a path. Linux only. */
export function findUnixListener(path: string): string | undefined {
  // The connections that a listener has accepted carry its path too, but not SO_ACCEPTCON.
  return findUnixSocket(path, (flags) => flags === '00010000')
}

/** Finds the inode of a unix socket that was bound to a path: it may not listen yet. Linux only. */
export function findUnixSocket(
  path: string,
  accepts: (flags: string | undefined) => boolean = () => true,
): string | undefined {
  for (const line of readLines('/proc/net/unix')) {
    const fields = line.trim().split(/\s+/)
    if (accepts(fields[3]) && fields.slice(7).join(' ') === path) return fields[6]
  }
  return undefined
}

/** Everything that listens on a TCP port, on any address. Linux only. */
export function findListeners(port: number): readonly Listener[] {
  return listAll().filter(({ address }) => address.endsWith(`:${port}`))
}

/** The addresses where these processes accept TCP connections: `127.0.0.1:3000`. Linux only. */
export function listListeners(pids: Iterable<number>): string[] {
  const inodes = new Set([...pids].flatMap(listSockets))
  const found = listAll().filter(({ inode }) => inodes.has(inode))
  return [...new Set(found.map(({ address }) => address))]
}

function listAll(): Listener[] {
  return ['tcp', 'tcp6'].flatMap((table) =>
    [...readLines(`/proc/net/${table}`)]
      .map((line) => line.trim().split(/\s+/))
      .filter(([, , , state]) => state === stateListening)
      .map(([, local = '', , , , , , , , inode = '']) => ({
        address: decodeAddress(local),
        inode,
      })),
  )
}

/** Whether one of these processes has the socket open. */
export function holdsSocket(pids: Iterable<number>, inode: string): boolean {
  for (const pid of pids) if (hasDescriptor(pid, `socket:[${inode}]`)) return true
  return false
}

/** The process that has the socket open; `undefined` if it belongs to another user. */
export function findHolder(inode: string): Holder | undefined {
  for (const state of processTable.walk()) {
    if (state === undefined || state.zombie) continue
    if (hasDescriptor(state.pid, `socket:[${inode}]`)) return describeHolder(state.pid)
  }
  return undefined
}

/** What the system reports of a process, so that users can find it. */
export function describeHolder(pid: number): Holder {
  return { pid, command: processTable.readCommand({ pid }), cwd: processTable.readCwd(pid) }
}

function searchTable(path: string, addresses: readonly string[], port: number): string | undefined {
  for (const [, , , , , , , , , inode] of findListening(path, addresses, port)) return inode
  return undefined
}

/**
 * The fields of the lines of sockets that listen there. Reads the table line by line, as far as it must: the kernel
 * lists listening sockets first, by a hash of address and port: those that share both are neighbours. With the last of them it walks
 * through its whole hash of connections (2 ms here).
 */
function* findListening(
  path: string,
  addresses: readonly string[],
  port: number,
): Generator<readonly string[]> {
  const wanted = addresses.map(
    (address) => `${address}:${port.toString(16).toUpperCase().padStart(4, '0')}`,
  )
  let isFound = false
  for (const line of readLines(path)) {
    const fields = line.trim().split(/\s+/)
    const [, local, , state] = fields
    if (local === 'local_address') continue
    if (state !== stateListening) return
    const isWanted = local !== undefined && wanted.includes(local)
    if (isWanted) yield fields
    else if (isFound) return
    isFound ||= isWanted
  }
}

function* readLines(path: string): Generator<string> {
  let file: number
  try {
    file = openSync(path, 'r')
  } catch {
    return // no /proc, or no IPv6
  }
  try {
    const piece = Buffer.alloc(lineLength)
    let rest = ''
    for (let size = 0; (size = readSync(file, piece)) > 0;) {
      const lines = (rest + piece.toString('latin1', 0, size)).split('\n')
      rest = lines.pop() ?? ''
      yield* lines
    }
  } finally {
    closeSync(file)
  }
}

/** The addresses, as /proc/net/tcp writes them, on which a listener gets connections to `host`. */
function acceptedAddresses(host: string, table: string): string[] {
  if (table === 'tcp') return [encodeIpv4(host), '00000000']
  const any = '0'.repeat(32)
  if (!host.includes(':')) return [`0000000000000000FFFF0000${encodeIpv4(host)}`, any]
  return [encodeIpv6(host), any]
}

/** The kernel prints each 32-bit word in the machine's byte order; every machine Node runs on is little-endian. */
function encodeIpv4(host: string): string {
  return encodeWord(host.split('.').map(Number))
}

function encodeIpv6(host: string): string {
  const [head = '', tail] = host.split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => '0')
  const groups = tail === undefined ? left : [...left, ...zeros, ...right]
  const bytes = groups.flatMap((group) => [parseInt(group, 16) >> 8, parseInt(group, 16) & 0xff])
  return [0, 4, 8, 12].map((start) => encodeWord(bytes.slice(start, start + 4))).join('')
}

function encodeWord(bytes: readonly number[]): string {
  return Buffer.from(bytes).reverse().toString('hex').toUpperCase()
}

/** `0100007F:0BB8` → `127.0.0.1:3000`, `::` in its short form. */
function decodeAddress(local: string): string {
  const [address = '', port = ''] = local.split(':')
  const bytes = (address.match(/.{8}/g) ?? []).flatMap((word) => [
    ...Buffer.from(word, 'hex').reverse(),
  ])
  if (bytes.length === 4) return `${bytes.join('.')}:${parseInt(port, 16)}`
  const groups = Array.from({ length: 8 }, (_, index) =>
    (((bytes[2 * index] ?? 0) << 8) | (bytes[2 * index + 1] ?? 0)).toString(16),
  )
  // The URL parser knows how to shorten it, RFC 5952.
  return `${new URL(`http://[${groups.join(':')}]`).hostname}:${parseInt(port, 16)}`
}

/** The inodes of the sockets that a process has open. */
function listSockets(pid: number): string[] {
  try {
    const folder = `/proc/${pid}/fd`
    return readdirSync(folder)
      .map((name) => /^socket:\[(\d+)\]$/.exec(readLink(`${folder}/${name}`) ?? '')?.[1])
      .filter((inode) => inode !== undefined)
  } catch {
    return []
  }
}

function hasDescriptor(pid: number, target: string): boolean {
  try {
    const folder = `/proc/${pid}/fd`
    return readdirSync(folder).some((name) => readLink(`${folder}/${name}`) === target)
  } catch {
    return false
  }
}

function readLink(path: string): string | undefined {
  try {
    return readlinkSync(path)
  } catch {
    return undefined
  }
}
