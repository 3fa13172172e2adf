import type { Holder } from '../errors/index.js'
import {
  findHolder,
  findListener,
  holdsSocket,
  identify,
  type LiveProcess,
} from '../process/index.js'

/**
 * Who accepts connections at an address instead of this process and those it started.
 *
 * @returns `undefined` when it is one of them, and where the system does not tell: without /proc, and for listeners of
 * users whose processes this one may not see
 */
export function findStranger(
  process: LiveProcess,
  address: string,
  port: number,
): Holder | undefined {
  const inode = findListener(address, port)
  if (inode === undefined) return undefined
  if (process.exit === undefined && holdsSocket([process.leader.pid], inode)) return undefined
  if (
    holdsSocket(
      process.findMembers().map(({ pid }) => pid),
      inode,
    )
  )
    return undefined
  return findHolder(inode)
}

/** Whether somebody had been there before the process was launched. Start times are numbers where holders are known. */
export function isOlder({ pid }: Holder, { leader }: LiveProcess): boolean {
  return Number(identify(pid)?.startTime) < Number(leader.startTime)
}
