import { once } from 'node:events'
import { connect } from 'node:net'
import type { HttpHandle } from '@mirakuru/playwright'

/** Resolves when the process has closed the connection. */
export async function crash({ port, host }: HttpHandle, code: number): Promise<void> {
  const socket = connect(port, host)
  socket.on('error', () => undefined)
  socket.write(`GET /exit/${code} HTTP/1.1\r\nhost: x\r\n\r\n`)
  socket.resume()
  await once(socket, 'close')
}

export const forever = async (): Promise<void> => new Promise(() => undefined)
