import { lookup } from 'node:dns/promises'
import { createServer } from 'node:net'
import { findQuietRange, type PortRange } from '../../ports/index.js'
import type { Finding } from './finding.js'

/** The addresses of this machine that processes can listen on. */
export interface Loopback {
  readonly hasIpv4: boolean
  readonly hasIpv6: boolean
  /** The addresses that `localhost` resolves to. */
  readonly localhost: readonly string[]
}

/** Checks whether servers on this machine can be reached at the addresses that they use. */
export function checkLoopback({ hasIpv4, hasIpv6, localhost }: Loopback): Finding[] {
  const strange = localhost.filter((address) => address !== '127.0.0.1' && address !== '::1')
  const findings: Finding[] = []
  if (!hasIpv4)
    findings.push({
      check: 'loopback',
      status: 'fault',
      message: 'Processes cannot listen on 127.0.0.1',
      advice: 'ip link set lo up',
    })
  if (!hasIpv6)
    findings.push({
      check: 'ipv6',
      status: 'warning',
      message:
        'Processes cannot listen on ::1, the address that some servers choose for "localhost"',
      advice: 'give such servers 127.0.0.1, or turn IPv6 on for the loopback interface',
    })
  if (localhost.length === 0 || strange.length > 0)
    findings.push({
      check: 'localhost',
      status: 'warning',
      message:
        localhost.length === 0
          ? 'The name "localhost" cannot be resolved'
          : `The name "localhost" resolves to ${strange.join(', ')}`,
      advice: 'add "127.0.0.1 localhost" to /etc/hosts',
    })
  const addresses = [...(hasIpv4 ? ['127.0.0.1'] : []), ...(hasIpv6 ? ['::1'] : [])].join(' and ')
  return findings.length > 0
    ? findings
    : [{ check: 'loopback', status: 'ok', message: `Servers can listen on ${addresses}` }]
}

/** Collects the facts for {@link checkLoopback}. */
export async function lookAtLoopback(): Promise<Loopback> {
  const [hasIpv4, hasIpv6, found] = await Promise.all([
    canListen('127.0.0.1'),
    canListen('::1'),
    lookup('localhost', { all: true }).catch(() => []),
  ])
  return { hasIpv4, hasIpv6, localhost: found.map(({ address }) => address) }
}

/** Checks whether the range of allocated ports is outside of the ephemeral range of the system. */
export function checkPortRange({ first, last, isQuiet }: PortRange = findQuietRange()): Finding {
  const check = 'port range'
  if (isQuiet)
    return { check, status: 'ok', message: `Ports are allocated from ${first} to ${last}` }
  return {
    check,
    status: 'warning',
    message: `Ports are allocated from ${first} to ${last}, which overlaps with the ephemeral range of the system: one may be taken before a server listens on it`,
    advice: 'sysctl net.ipv4.ip_local_port_range="32768 60999"',
  }
}

function canListen(host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen({ port: 0, host }, () => server.close(() => resolve(true)))
  })
}
