// Answers every HTTP request with its pid; `/exit/N` makes it exit with N.
import { createServer } from 'node:http'

createServer((request, response) => {
  const [, code] = /^\/exit\/(\d+)/.exec(request.url) ?? []
  if (code !== undefined) process.exit(Number(code))
  response.end(String(process.pid))
}).listen(Number(process.argv[2]), '127.0.0.1', () => console.log(`ready on ${process.argv[2]}`))
