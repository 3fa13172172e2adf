import { createSocket, type Socket } from 'node:dgram'
import { isExhausted } from '../internal/exhaustion.js'

/** A port that no other user of this package, in any process of this machine, gets until it is released. */
export interface PortReservation {
  readonly port: number
  release(): void
}

/** Linux and Windows answer on all of 127.0.0.0/8; macOS only on 127.0.0.1. Other programs do not bind there. */
const lockAddress = process.platform === 'darwin' ? '127.0.0.1' : '127.77.77.77'
/**
 * Half the port space away, so that it does not conflict with a server that also binds the UDP port of the same number.
 */
const lockDistance = 32_768

const held = new Set<number>()

/**
 * Reserves a port by holding a UDP socket whose number stands for it. The kernel keeps it exclusive, in exactly the
 * network namespace in which the port exists, and releases it however its holder dies: no files, never stale.
 *
 * @returns `undefined` when another client has reserved the port
 * @throws the system's error when too many files are open
 */
export async function tryReserve(port: number): Promise<PortReservation | undefined> {
  if (held.has(port)) return undefined
  held.add(port)
  const lock = await bindLock(findLockPort(port)).catch((error: Error) => error)
  if (lock === 'taken' || lock instanceof Error) held.delete(port)
  if (lock === 'taken') return undefined
  if (lock instanceof Error) throw lock
  let isHeld = true
  const release = (): void => {
    if (!isHeld) return
    isHeld = false
    held.delete(port)
    lock?.close()
  }
  return { port, release }
}

/** A different one for every port. Binding 0 would mean any port; port 0 is never reserved, so its partner is free. */
function findLockPort(port: number): number {
  return (port + lockDistance) % 65_536 || lockDistance
}

/** Where the lock address does not exist, the reservation holds in this process only. */
function bindLock(port: number): Promise<Socket | 'taken' | undefined> {
  return new Promise((resolve, reject) => {
    const socket = createSocket('udp4')
    socket.once('error', (error: NodeJS.ErrnoException) => {
      socket.close()
      if (isExhausted(error)) return reject(error)
      resolve(error.code === 'EADDRINUSE' || error.code === 'EACCES' ? 'taken' : undefined)
    })
    socket.bind({ address: lockAddress, port, exclusive: true }, () => {
      socket.unref()
      resolve(socket)
    })
  })
}
