// An HTTP service: greets, and counts the visits of each name.
import { createServer } from 'node:http'

const visits = new Map()

createServer((request, response) => {
  const { pathname } = new URL(request.url, 'http://localhost')
  if (pathname === '/health') {
    response.end('ok')
    return
  }
  const name = pathname.slice(1)
  visits.set(name, (visits.get(name) ?? 0) + 1)
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify({ hello: name, visits: visits.get(name) }))
}).listen(Number(process.env.PORT), '127.0.0.1', () => console.log('api is up'))
