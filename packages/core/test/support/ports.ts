import { createServer, type Server, type Socket } from 'node:net'
import { afterTest } from './cleanup.js'
import { allocatePort } from '../../src/ports/index.js'

/** A port that nobody else is given before the test ends. */
export async function reservePort(): Promise<number> {
  const reservation = await allocatePort()
  afterTest(() => reservation.release())
  return reservation.port
}

/** Serves a port from this test's process, until the test ends. */
export async function occupy(port: number, host = '127.0.0.1'): Promise<Server> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  afterTest(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  )
  return server
}
