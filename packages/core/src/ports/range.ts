import { readFileSync } from 'node:fs'

/** First and last port of a range. */
export interface PortRange {
  /** Whether the system assigns none of them by itself. */
  readonly isQuiet: boolean
  readonly first: number
  readonly last: number
}

const lowest = 10_000
/** RFC 6335, section 6: dynamic ports begin at 49152; Linux begins at 32768 by default. */
const linuxDefault = 32_768
const otherDefault = 49_152

/**
 * Ports that the system does not assign by itself. A connect to a closed port of the ephemeral range occasionally
 * connects to itself and looks ready (3 in 60 000 on Linux), and any outgoing connection may take such a port.
 *
 * @param firstEphemeral - the first port that the system assigns
 */
export function findQuietRange(firstEphemeral: number = readFirstEphemeral()): PortRange {
  return firstEphemeral > lowest + 1000
    ? { first: lowest, last: firstEphemeral - 1, isQuiet: true }
    : { first: lowest, last: 65_535, isQuiet: false }
}

function readFirstEphemeral(): number {
  if (process.platform !== 'linux') return otherDefault
  try {
    return parseInt(readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8'), 10)
  } catch {
    return linuxDefault
  }
}
