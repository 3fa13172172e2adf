import { connect } from 'node:net'
import type { Attempt } from './attempt.js'
import { ready } from './attempt.js'
import { openSocket } from './tcp.js'

/** One attempt to connect to a unix socket. */
export function attemptUnixSocket(path: string, signal: AbortSignal): Promise<Attempt> {
  return openSocket(
    () => connect(path),
    signal,
    () => ready,
  )
}
