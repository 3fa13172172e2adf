import { timingSafeEqual } from 'node:crypto'
import { protocolVersion, type Hello } from '../../protocol/index.js'

const roles: readonly Hello['role'][] = ['root', 'worker', 'onlooker', 'run']

/**
 * Reads the first line of a client.
 *
 * @returns its role, or why it is refused
 */
export function readHello(
  frame: string,
  token: string,
): Hello['role'] | { readonly refused: string } {
  const hello = parseHello(frame)
  if (hello === undefined || !isSame(hello.token, token)) return { refused: 'its token is wrong' }
  if (hello.protocol === protocolVersion) return hello.role
  return { refused: `it speaks version ${hello.protocol} of the protocol, not ${protocolVersion}` }
}

function parseHello(frame: string): Hello | undefined {
  try {
    const hello = JSON.parse(frame) as Partial<Hello> | null
    const isHello = typeof hello?.token === 'string' && typeof hello.protocol === 'number'
    return isHello && roles.some((role) => role === hello.role) ? (hello as Hello) : undefined
  } catch {
    return undefined
  }
}

/** Compares in constant time. */
function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}
