// A TCP service: answers every line `add NAME` with how often it was asked for that name.
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'

const port = Number(process.argv[2])
const counts = new Map()

createServer((socket) => {
  createInterface({ input: socket }).on('line', (line) => {
    const name = line.replace(/^add /, '')
    counts.set(name, (counts.get(name) ?? 0) + 1)
    socket.write(`${counts.get(name)}\n`)
  })
  socket.on('error', () => socket.destroy())
}).listen(port, '127.0.0.1', () => console.log(`counter listens on ${port}`))
