// Accepts TCP connections at a port and host that need not be those it is waited for at.
import { createServer } from 'node:net'

const [, , port, host] = process.argv
createServer((socket) => socket.on('error', () => undefined).end()).listen(Number(port), host, () =>
  console.log('ready'),
)
