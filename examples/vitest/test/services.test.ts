import { createConnection } from 'node:net'
import { createInterface } from 'node:readline'
import { httpExecutor, tcpExecutor } from '@mirakuru/vitest-plugin'
import { describe, expect, test as base } from 'vitest'

const test = base.extend({
  // One for the whole file: started by the first test that uses it.
  counter: tcpExecutor('node services/counter.js {port}', { name: 'counter', scope: 'file' }),
  // A fresh one for every test that uses it.
  api: httpExecutor('node services/api.js', {
    name: 'api',
    // A reference is a dependency: the counter is ready before, and stopped after.
    env: { PORT: '{port}', COUNTER: '{counter.host}:{counter.port}' },
    url: 'http://{host}:{port}/health',
  }),
})

describe('the API, a fresh one for every test', () => {
  test('greets', async ({ api }) => {
    const answer = await fetch(new URL('/ada', api.url))
    expect(await answer.json()).toEqual({ hello: 'ada', visits: 1 })
  })

  test('is another one that asks the same counter', async ({ api }) => {
    const answer = await fetch(new URL('/ada', api.url))
    expect(await answer.json()).toEqual({ hello: 'ada', visits: 2 })
  })

  test('serves again after a crash and a restart', async ({ api }) => {
    await api.kill()
    await expect(fetch(api.url)).rejects.toThrow()
    await api.start()
    expect((await fetch(api.url)).status).toBe(200)
  })
})

describe('the counter, one for the whole file', () => {
  test('counts', async ({ counter }) => {
    expect(await ask(counter.port, 'add apples')).toBe('1')
  })

  test('goes on counting in the next test', async ({ counter }) => {
    expect(await ask(counter.port, 'add apples')).toBe('2')
  })
})

test('needs no process, so none is started', () => {
  expect(1 + 1).toBe(2)
})

async function ask(port: number, line: string): Promise<string> {
  const socket = createConnection({ port, host: '127.0.0.1' })
  socket.write(`${line}\n`)
  for await (const answer of createInterface({ input: socket })) {
    socket.destroy()
    return answer
  }
  throw new Error('the counter hung up')
}
