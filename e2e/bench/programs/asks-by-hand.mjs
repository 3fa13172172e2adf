// asks-by-hand.mjs PORT SERVER…: starts a server, waits for its port in a loop, asks it once, and prints when it was
// answered, by the system's monotonic clock.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { answerOnce } from './answer-once.mjs'

const [, , port, program, ...args] = process.argv
const server = spawn(program, args, { stdio: 'ignore' })
while (!(await canConnect())) await pause(1)
await answerOnce(port)
console.log(String(process.hrtime.bigint()))
server.kill()
await once(server, 'exit')

function canConnect() {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => resolve(false))
    socket.on('connect', () => resolve(Boolean(socket.destroy())))
  })
}
