// Prints the path of every request, `/lines/N` prints N lines.
import { createServer } from 'node:http'

const [, , port, name] = process.argv
createServer((request, response) => {
  const [, count] = /^\/lines\/(\d+)/.exec(request.url) ?? []
  for (let line = 1; line <= Number(count ?? 0); line++) console.log(`line ${line}`)
  console.log(`${name} was asked for ${request.url}`)
  response.end()
}).listen(Number(port), '127.0.0.1', () => console.log(`${name} is ready`))
