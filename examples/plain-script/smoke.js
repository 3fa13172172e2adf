// Starts the services, looks whether they work together, and leaves nothing behind, whatever happens.
import assert from 'node:assert/strict'
import { HttpExecutor, TcpExecutor } from '@mirakuru/core'

const counter = new TcpExecutor('node services/counter.js {port}', { name: 'counter' })
await counter.start()

const api = new HttpExecutor('node services/api.js', {
  name: 'api',
  env: { PORT: '{port}', COUNTER: `${counter.host}:${counter.port}` },
  url: 'http://{host}:{port}/health',
})
await api.start()

try {
  assert.deepEqual(await greet('ada'), { hello: 'ada', visits: 1 })
  assert.deepEqual(await greet('ada'), { hello: 'ada', visits: 2 })
  await counter.stopped(async () => {
    assert.equal((await fetch(new URL('/ada', api.url))).status, 502)
  })
  console.log(`${api} works with ${counter}`)
} finally {
  await api.stop()
  await counter.stop()
}

async function greet(name) {
  return (await fetch(new URL(name, api.url))).json()
}
