// becomes-ready.mjs KIND TARGET DELAY FILE: after DELAY ms it does what KIND says, and writes into FILE at which
// moment of the system's monotonic clock it had done it.
import { writeFileSync } from 'node:fs'
import { createServer as createHttpServer } from 'node:http'
import { createServer } from 'node:net'

const [, , kind, target, delay, file] = process.argv
const tellMoment = () => writeFileSync(file, `${process.hrtime.bigint()}\n`)
const actions = {
  tcp: () => createServer((socket) => socket.destroy()).listen(+target, '127.0.0.1', tellMoment),
  http: () =>
    createHttpServer((request, response) => response.end()).listen(
      +target,
      '127.0.0.1',
      tellMoment,
    ),
  socket: () => createServer((socket) => socket.destroy()).listen(target, tellMoment),
  output: () => process.stdout.write('it is ready\n', tellMoment),
  file: () => {
    writeFileSync(target, `${process.pid}\n`)
    tellMoment()
    setInterval(() => undefined, 60_000)
  },
}
setTimeout(() => actions[kind](), Number(delay))
if (kind === 'output') setInterval(() => undefined, 60_000)
