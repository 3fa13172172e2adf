import { lookup } from 'node:dns/promises'
import { createServer } from 'node:net'
import { findQuietRange, type PortRange } from '../../ports/index.js'
import type { Finding } from './finding.js'

/** Which addresses of this machine can be listened on. */
export interface Loopback {
  readonly hasIpv4: boolean
  readonly hasIpv6: boolean
  /** What `localhost` stands for. */
  readonly localhost: readonly string[]
}

/** Whether servers of this machine can be reached under the addresses that they use. */
export function checkLoopback({ hasIpv4, hasIpv6, localhost }: Loopback): Finding[] {
  const strange = localhost.filter((address) => address !== '127.0.0.1' && address !== '::1')
  const findings: Finding[] = []
  if (!hasIpv4)
    findings.push({
      check: 'loopback',
      status: 'fault',
      message: 'Nobody can listen on 127.0.0.1',
      advice: 'ip link set lo up',
    })
  if (!hasIpv6)
    findings.push({
      check: 'ipv6',
      status: 'warning',
      message: 'Nobody can listen on ::1, the address that some servers choose for "localhost"',
      advice: 'give such servers 127.0.0.1, or turn IPv6 on for the loopback interface',
    })
  if (localhost.length === 0 || strange.length > 0)
    findings.push({
      check: 'localhost',
      status: 'warning',
      message:
        localhost.length === 0
          ? 'The name "localhost" is unknown here'
          : `The name "localhost" stands for ${strange.join(', ')}`,
      advice: 'let /etc/hosts say 127.0.0.1 localhost',
    })
  const addresses = [...(hasIpv4 ? ['127.0.0.1'] : []), ...(hasIpv6 ? ['::1'] : [])].join(' and ')
  return findings.length > 0
    ? findings
    : [{ check: 'loopback', status: 'ok', message: `Servers can listen on ${addresses}` }]
}

/** Finds out what {@link checkLoopback} judges. */
export async function lookAtLoopback(): Promise<Loopback> {
  const [hasIpv4, hasIpv6, found] = await Promise.all([
    canListen('127.0.0.1'),
    canListen('::1'),
    lookup('localhost', { all: true }).catch(() => []),
  ])
  return { hasIpv4, hasIpv6, localhost: found.map(({ address }) => address) }
}

/** Whether allocated ports are ones that the system gives to nobody else. */
export function checkPortRange({ first, last, isQuiet }: PortRange = findQuietRange()): Finding {
  const check = 'port range'
  if (isQuiet)
    return { check, status: 'ok', message: `Ports are allocated from ${first} to ${last}` }
  return {
    check,
    status: 'warning',
    message: `Ports are allocated from ${first} to ${last}, where the system takes its own from: now and then one is taken before a server has it`,
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
