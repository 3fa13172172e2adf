import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { httpExecutor, startProcess, tcpExecutor, useProcess } from '@mirakuru/node-test'

describe('a counter of this block', () => {
  const counter = useProcess(tcpExecutor('node services/counter.js {port}'))

  test('is shared by its tests', async (t) => {
    const api = await startProcess(t, describeApi(counter))
    assert.deepEqual(await greet(api, 'ada'), { hello: 'ada', visits: 1 })
  })

  test('knows what the test before has done', async (t) => {
    const api = await startProcess(t, describeApi(counter))
    assert.deepEqual(await greet(api, 'ada'), { hello: 'ada', visits: 2 })
  })

  test('can go away', async (t) => {
    const api = await startProcess(t, describeApi(counter))
    await counter.stopped(async () => {
      assert.equal((await fetch(new URL('/ada', api.url))).status, 502)
    })
  })
})

/** An API for one test, which asks a counter. */
function describeApi({ host, port }) {
  return httpExecutor('node services/api.js', {
    env: { PORT: '{port}', COUNTER: `${host}:${port}` },
    url: 'http://{host}:{port}/health',
  })
}

async function greet(api, name) {
  return (await fetch(new URL(name, api.url))).json()
}
