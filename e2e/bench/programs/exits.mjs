// Listens on PORT. When it is asked for /exit it writes the moment of the monotonic clock into FILE, and exits.
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'

const [, , port, file] = process.argv
createServer((request, response) => {
  if (request.url !== '/exit') return response.end()
  writeFileSync(file, String(process.hrtime.bigint()))
  process.exit(1)
}).listen(Number(port), '127.0.0.1')
