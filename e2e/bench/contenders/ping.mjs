import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

/** Asks a redis at once and again until it answers. */
export async function pingUntilAnswered(port, host = '127.0.0.1') {
  while (!(await ping(port, host))) await pause(2)
}

/** Whether a redis answers. */
export function ping(port, host = '127.0.0.1') {
  return new Promise((resolve) => {
    const socket = connect({ port, host })
    socket.write('PING\r\n')
    // What the proxy of an engine has accepted too early may hang for a second.
    socket.setTimeout(100, () => socket.destroy())
    socket.once('data', () => resolve(true) ?? socket.destroy())
    socket.once('error', () => resolve(false))
    socket.once('close', () => resolve(false))
  })
}
