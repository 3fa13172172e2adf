import type { Holder } from '../errors/index.js'
import { findHolder, findListener, holdsSocket, type LiveProcess } from '../process/index.js'

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
