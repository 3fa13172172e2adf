// Answers every HTTP request with the same status.
import { createServer } from 'node:http'

const [, , port, status] = process.argv
createServer((_request, response) => response.writeHead(Number(status)).end()).listen(
  Number(port),
  '127.0.0.1',
  () => console.log('ready'),
)
