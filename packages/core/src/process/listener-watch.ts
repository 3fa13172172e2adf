import { closeSync, openSync, readSync } from 'node:fs'
import { now, pause } from '../internal/clock.js'
import { listAddresses, reachedAddresses } from './listener.js'

/** How many TCP sockets are in use. A look takes 4 µs, an attempt to connect 200 µs. Linux only, proc_net(5). */
const counters = ['/proc/net/sockstat', '/proc/net/sockstat6']
const shortestInterval = 1
const longestInterval = 25
/** An interval is this part of the time that the youngest has waited: even a timer that does nothing costs 50 µs. */
const intervalPart = 0.005

interface Watcher {
  readonly addresses: readonly string[]
  readonly tell: () => void
}

const watchers = new Set<Watcher>()
let descriptors: readonly number[] = []
let youngestSince = 0
let seen = ''

/**
 * Calls `tell` once, as soon as somebody listens where a connection to `host:port` arrives.
 *
 * @param host - a numeric address
 * @returns how to stop that; `undefined` where the system does not tell
 */
export function watchListener(
  host: string,
  port: number,
  tell: () => void,
): (() => void) | undefined {
  youngestSince = now()
  if (watchers.size === 0 && !begin()) return undefined
  const watcher = { addresses: reachedAddresses(host, port), tell }
  watchers.add(watcher)
  return () => forget(watcher)
}

function begin(): boolean {
  descriptors = counters.flatMap(tryOpen)
  if (descriptors.length === 0) return false
  seen = ''
  setImmediate(() => void lookOn(descriptors))
  return true
}

/** Until the last of those who watch is told or gives up; then others may have begun anew. */
async function lookOn(own: readonly number[]): Promise<void> {
  const isWanted = (): boolean => own === descriptors
  while (isWanted()) {
    look()
    const wanted = (now() - youngestSince) * intervalPart
    await pause(Math.min(Math.max(shortestInterval, wanted), longestInterval))
  }
}

/** Without IPv6 there is one; on other systems, or without a descriptor left, there is none. */
function tryOpen(path: string): number[] {
  try {
    return [openSync(path, 'r')]
  } catch {
    return []
  }
}

function forget(watcher: Watcher): void {
  if (!watchers.delete(watcher) || watchers.size > 0) return
  for (const descriptor of descriptors) closeSync(descriptor)
  descriptors = []
}

const piece = Buffer.alloc(512)

/** The table of sockets is read only when their number has changed. */
function look(): void {
  const counts = descriptors.map(readCount).join()
  if (counts === seen) return
  seen = counts
  const listening = listAddresses()
  for (const watcher of watchers) {
    if (!watcher.addresses.some((address) => listening.has(address))) continue
    forget(watcher)
    watcher.tell()
  }
}

function readCount(descriptor: number): string | undefined {
  const text = piece.toString('latin1', 0, readSync(descriptor, piece, 0, piece.length, 0))
  return /^TCP6?: inuse (\d+)/m.exec(text)?.[1]
}
