// Listens on its port after as many milliseconds as it is told.
import { createServer } from 'node:http'

const [, , port, delay] = process.argv
const server = createServer((_request, response) => response.end(String(process.pid)))
setTimeout(() => server.listen(Number(port), '127.0.0.1'), Number(delay))
