import { connect } from 'node:net'
import { expect, test } from '@jest/globals'
import { useProcess, type HandlesOf } from '@mirakuru/jest-environment'
import type { processes } from '../processes'

declare module '@mirakuru/jest-environment' {
  // useProcess('api') is an HttpHandle, useProcess('counter') a TcpHandle.
  interface Processes extends HandlesOf<typeof processes> {}
}

const api = useProcess('api')
const counter = useProcess('counter')

test('greets', async () => {
  expect(await greet('ada')).toEqual({ hello: 'ada', visits: 1 })
})

test('counts the visits of each name', async () => {
  expect(await greet('ada')).toEqual({ hello: 'ada', visits: 2 })
})

test('fails while it cannot reach the counter', async () => {
  await counter.stopped(async () => {
    expect((await fetch(new URL('/ada', api.url))).status).toBe(502)
  })
  expect(await greet('ada')).toEqual({ hello: 'ada', visits: 1 })
})

test('asks a counter that anybody can ask', async () => {
  const socket = connect({ host: counter.host, port: counter.port })
  const answer = new Promise((resolve) => socket.once('data', resolve))
  socket.write('add apples\n')
  expect(String(await answer)).toBe('1\n')
  socket.destroy()
})

async function greet(name: string): Promise<unknown> {
  return (await fetch(new URL(name, api.url))).json()
}
