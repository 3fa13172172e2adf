// Expects TLS. It has no certificate, which whoever speaks plain HTTP to it does not live to see.
import { createServer } from 'node:https'

createServer(() => undefined).listen(Number(process.argv[2]), '127.0.0.1', () =>
  console.log('ready'),
)
