// Accepts connections, and then says nothing.
import { createServer } from 'node:net'

createServer((socket) => socket.on('error', () => undefined)).listen(
  Number(process.argv[2]),
  '127.0.0.1',
  () => console.log('ready'),
)
