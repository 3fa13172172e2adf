import { createHash } from 'node:crypto'
import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import { identify, isAlive } from './identity.js'

const prefix = 'mirakuru'
/** `mirakuru_<machine>_<boot>_<namespace>_<pid>_<start time>_<number>` */
const pattern =
  /^mirakuru_([0-9a-f]{8})_([0-9a-f]{4})_([0-9a-f]{4})_([0-9a-z]+)_([0-9a-z]+)_[0-9a-z]+$/

let numbers = 0

/**
 * Makes the name of a new resource: an identifier in every language of servers, unique over all runs, which tells whether
 * its owner lives. At most 48 characters.
 */
export function makeResourceId(): string {
  const { pid, startTime } = identify(process.pid) ?? { pid: process.pid, startTime: '0' }
  const { machine, boot, namespace } = findPlace()
  const owner = [pid.toString(36), encode(startTime)]
  return [prefix, machine, boot, namespace, ...owner, (++numbers).toString(36)].join('_')
}

/**
 * Whether a name on a server is that of a resource whose owner is dead for certain: it lived on this machine before its
 * last boot, or with the processes that this one can see.
 */
export function isAbandoned(id: string): boolean {
  const [, machine, boot, namespace, pid = '', startTime = ''] = pattern.exec(id) ?? []
  const here = findPlace()
  if (machine !== here.machine) return false
  if (boot !== here.boot) return true
  if (namespace !== here.namespace) return false
  const found = identify(parseInt(pid, 36))
  return found === undefined || encode(found.startTime) !== startTime || !isAlive(found)
}

/** Only Linux has numbers. */
function encode(startTime: string): string {
  return /^\d+$/.test(startTime) ? Number(startTime).toString(36) : digest(startTime)
}

interface Place {
  readonly machine: string
  readonly boot: string
  /** In which processes have their pids: containers of one machine cannot see those of each other. */
  readonly namespace: string
}

let place: Place | undefined

function findPlace(): Place {
  place ??= {
    // Others may use the same server: theirs must never be mistaken for ours.
    machine: digest(`${read('/etc/machine-id')} ${hostname()}`, 8),
    boot: digest(read('/proc/sys/kernel/random/boot_id')),
    namespace: digest(readNamespace()),
  }
  return place
}

function readNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid')
  } catch {
    return '' // only Linux has them
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    return '' // another system, where the name of the machine has to do
  }
}

function digest(text: string, length = 4): string {
  return createHash('sha256').update(text).digest('hex').slice(0, length)
}
