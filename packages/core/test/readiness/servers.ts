import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer as createHttpServer, type RequestListener } from 'node:http'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { afterTest } from '../support/cleanup.js'

/** Starts a server, on a port of its own unless told otherwise, that is closed with all its connections after the test. */
export async function listen(
  server: Server,
  target: { readonly host?: string; readonly path?: string } = { host: '127.0.0.1' },
): Promise<number> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(target.path === undefined ? { port: 0, ...target } : target, resolve)
  })
  afterTest(
    () =>
      new Promise((resolve) => {
        server.close(resolve)
        for (const socket of sockets) socket.destroy()
      }),
  )
  return (server.address() as AddressInfo).port
}

/** A server that speaks HTTP; `seen` lists what it was asked. */
export async function serveHttp(
  answer: RequestListener,
  host = '127.0.0.1',
): Promise<{ url: URL; port: number; seen: string[] }> {
  const seen: string[] = []
  const server = createHttpServer((request, response) => {
    seen.push(`${request.method} ${request.url}`)
    answer(request, response)
  })
  const port = await listen(server, { host })
  return { url: new URL(`http://${host.includes(':') ? `[${host}]` : host}:${port}/`), port, seen }
}

/** A server that accepts connections and treats them as it is told; without that, it says nothing. */
export async function serveTcp(
  treat: (socket: Socket) => void = () => undefined,
  host = '127.0.0.1',
): Promise<{ port: number; server: Server }> {
  const server = createServer(treat)
  return { port: await listen(server, { host }), server }
}

const listensAndSleeps = `
const server = require('net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
  require('fs').writeSync(1, String(server.address().port))
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 30_000)
  process.exit()
})`

/** A port on which a connection is neither accepted nor refused: its server sleeps, and its queue is full. */
export async function findMutePort(): Promise<number> {
  const child = spawn(process.execPath, ['-e', listensAndSleeps], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  afterTest(async () => {
    const exited = once(child, 'exit')
    child.kill('SIGKILL')
    await exited
  })
  const [port] = (await once(child.stdout, 'data')) as [Buffer]
  return Number(port)
}
