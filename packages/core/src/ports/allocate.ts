import { randomInt } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { createServer } from 'node:net'
import { ExecutorError } from '../errors/index.js'
import { isExhausted } from '../internal/exhaustion.js'
import { findQuietRange } from './range.js'
import { tryReserve, type PortReservation } from './reservation.js'

const tries = 200
/** Fetch refuses to connect there: https://fetch.spec.whatwg.org/#port-blocking */
const blockedByFetch = new Set([10_080])

/**
 * Allocates a free TCP port, at random and below the ephemeral range, and reserves it until it is released.
 *
 * @param preferred - a port to take if it is still free: the one the caller had before
 * @throws {@link ExecutorError} when no port is free; the system's error when too many files are open
 */
export async function allocatePort(preferred?: number): Promise<PortReservation> {
  const { first, last } = findQuietRange()
  for (let attempt = 0; attempt < tries; attempt++) {
    const port = attempt === 0 && preferred !== undefined ? preferred : randomInt(first, last + 1)
    if (blockedByFetch.has(port)) continue
    const reservation = await tryReserve(port)
    if (reservation === undefined) continue
    try {
      if (await isFree(port)) return reservation
    } catch (error) {
      reservation.release()
      throw error
    }
    reservation.release()
  }
  throw new ExecutorError(
    `Cannot allocate a port: none of ${tries} tried between ${first} and ${last} was free`,
  )
}

/** Whether a port is free on all addresses, for TCP and UDP. For callers whose own processes have ended. */
export async function isUnheld(port: number): Promise<boolean> {
  return (await isFree(port)) && (await tryBindUdp(port))
}

/** Binds all addresses at once: a listener on any of them makes it fail. */
async function isFree(port: number): Promise<boolean> {
  const answer = await tryListen(port, '::')
  return answer === 'no IPv6' ? (await tryListen(port, '0.0.0.0')) === 'free' : answer === 'free'
}

function tryListen(port: number, host: string): Promise<'free' | 'taken' | 'no IPv6'> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (isExhausted(error)) return reject(error)
      const withoutIpv6 = error.code === 'EAFNOSUPPORT' || error.code === 'EADDRNOTAVAIL'
      resolve(withoutIpv6 ? 'no IPv6' : 'taken')
    })
    server.listen({ port, host, exclusive: true }, () => {
      server.close(() => resolve('free'))
    })
  })
}

function tryBindUdp(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket('udp6')
    socket.once('error', ({ code }: NodeJS.ErrnoException) => {
      socket.close()
      resolve(code !== 'EADDRINUSE')
    })
    socket.bind({ port, exclusive: true }, () => socket.close(() => resolve(true)))
  })
}
