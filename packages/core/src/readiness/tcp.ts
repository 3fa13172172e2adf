import { connect, type Socket } from 'node:net'
import { describeError, notReady, type Attempt } from './attempt.js'

/** Where a connection is attempted. */
export interface TcpTarget {
  /** A host name or numeric address; `localhost` means both loopback addresses. */
  readonly host: string
  readonly port: number
}

/** The outcome of an attempt to connect, and the address that answered. */
export type TcpAttempt = Attempt & { readonly address?: string | undefined }

/**
 * One attempt to connect. `localhost` means 127.0.0.1 and ::1, whatever the hosts file says: both are tried in
 * parallel, and the result contains the address that answered.
 */
export async function attemptTcp(
  { host, port }: TcpTarget,
  signal: AbortSignal,
): Promise<TcpAttempt> {
  if (host.toLowerCase() !== 'localhost') return attemptConnect({ host, port }, signal)
  const attempts = ['127.0.0.1', '::1'].map((each) => attemptConnect({ host: each, port }, signal))
  const failed: TcpAttempt[] = []
  for await (const attempt of inOrderOfArrival(attempts)) {
    if (attempt.ready) return attempt
    failed.push(attempt)
  }
  return failed[0] ?? notReady('no address to connect to')
}

function attemptConnect(target: TcpTarget, signal: AbortSignal): Promise<TcpAttempt> {
  return openSocket(
    () => connect(target),
    signal,
    (socket) =>
      // On a closed port of the ephemeral range a socket can connect to itself: simultaneous open, RFC 9293, section
      // 3.5.
      socket.localPort === socket.remotePort && socket.localAddress === socket.remoteAddress
        ? notReady(`connect to ${target.host}:${target.port} met itself`)
        : { ready: true, address: socket.remoteAddress },
  )
}

/** Opens a fresh socket, judges it once connected, and always closes it. */
export function openSocket(
  open: () => Socket,
  signal: AbortSignal,
  judge: (socket: Socket) => TcpAttempt,
): Promise<TcpAttempt> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve(notReady('no answer to the connect'))
    const socket = open()
    const settle = (attempt: TcpAttempt): void => {
      signal.removeEventListener('abort', onAbort)
      socket.destroy()
      resolve(attempt)
    }
    const onAbort = (): void => settle(notReady('no answer to the connect'))
    signal.addEventListener('abort', onAbort)
    socket.once('connect', () => settle(judge(socket)))
    socket.on('error', (error) => settle(notReady(describeError(error), error)))
  })
}

async function* inOrderOfArrival<T>(promises: readonly Promise<T>[]): AsyncGenerator<T> {
  const pending = new Map(
    promises.map((promise, index) => [index, promise.then((value) => ({ index, value }))]),
  )
  while (pending.size > 0) {
    const { index, value } = await Promise.race(pending.values())
    pending.delete(index)
    yield value
  }
}
