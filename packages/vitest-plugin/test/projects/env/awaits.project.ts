import { describe, expect, test } from 'vitest'
import { tcpExecutor, useProcess } from '@mirakuru/vitest-plugin'
import { program } from '../note.js'

const serves = ['node', program('serves.mjs'), '{port}', 'own']
const own = useProcess(tcpExecutor(serves))
const early = ((): unknown => {
  try {
    return own.port
  } catch (error) {
    return (error as Error).message
  }
})()
await Promise.all([own.start(), own.start()])
const { port } = own

test('was started at the top of the file', async () => {
  expect(own.port).toBe(port)
  expect(await (await fetch(`http://127.0.0.1:${port}`)).text()).toBe(String(own.pid))
})

test('the message of a use that is too early', () => {
  expect(early).toContain(
    '"serves.mjs" is not started: useProcess() starts it before the first test of its file or describe block; ' +
      'use it in a test or a hook, or await its start() first where modules can await; ' +
      'what modules read when they are loaded is set by "env" in the configuration\n  command: node ',
  )
})

describe('in a block', async () => {
  const inner = useProcess('ofFile')
  const { url } = await inner.start()

  test('was started for the block', async () => {
    expect(await (await fetch(String(url))).text()).toBe(String(inner.pid))
  })
})
