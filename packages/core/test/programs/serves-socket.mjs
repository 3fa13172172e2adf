// Listens on the unix socket it is given and writes its pid into the file it is given.
import { createServer } from 'node:net'
import { writeFileSync } from 'node:fs'

const [, , socketPath, pidFile] = process.argv
createServer((socket) => socket.on('error', () => undefined).end('hi')).listen(socketPath, () => {
  if (pidFile !== undefined) writeFileSync(pidFile, String(process.pid))
  console.log('ready (greeting=hi)')
})
