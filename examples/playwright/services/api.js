// An HTTP service: greets, and counts the visits of each name with the counter at COUNTER (host:port).
import { connect } from 'node:net'
import { createServer } from 'node:http'

const [host, port] = process.env.COUNTER.split(':')

createServer((request, response) => {
  const { pathname } = new URL(request.url, 'http://localhost')
  if (pathname === '/health') {
    response.end('ok')
    return
  }
  const name = pathname.slice(1)
  const counter = connect(Number(port), host, () => counter.write(`add ${name}\n`))
  counter.once('data', (answer) => {
    counter.destroy()
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ hello: name, visits: Number(answer) }))
  })
  counter.once('error', ({ message }) => response.writeHead(502).end(message))
}).listen(Number(process.env.PORT), '127.0.0.1', () => console.log('api is up'))
