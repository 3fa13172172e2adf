// Counts visits in redis.
import { createServer } from 'node:http'
import { ask } from '../redis.js'

const [host, port] = process.env.REDIS.split(':')

createServer((_request, response) => {
  ask({ host, port: Number(port) }, 'INCR visits').then(
    (answer) => response.end(answer.slice(1)),
    (error) => response.writeHead(500).end(String(error)),
  )
}).listen(Number(process.env.PORT), '127.0.0.1')
