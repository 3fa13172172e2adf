// Listens on PORT after DELAY ms and writes into FILE at which moment of the system's monotonic clock it did.
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'

const [, , port, delay, file] = process.argv
setTimeout(() => {
  createServer((request, response) => response.end()).listen(Number(port), '127.0.0.1', () => {
    writeFileSync(file, String(process.hrtime.bigint()))
  })
}, Number(delay))
