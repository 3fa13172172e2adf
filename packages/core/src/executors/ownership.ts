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

const complaint =
  /EADDRINUSE|\b(?:address|port|connection|socket)\b.*\bin use\b|\b(?:fail|error|cannot|could not|unable)\w*\b.*\bbind|\bbind\b.*\b(?:fail|error)|only one usage of each socket address/i

/**
 * Whether output says that a port was taken. Programs have many words for it; a line that names another port only, such as
 * that of Node's inspector, is about that one. It is a further sign only: who has a port is what the system tells.
 */
export function saysPortIsTaken(output: string, port: number): boolean {
  return output
    .split('\n')
    .filter((line) => complaint.test(line))
    .some((line) => line.includes(String(port)) || !/:\d{4,5}\b/.test(line))
}
