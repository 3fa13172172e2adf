import { createExecutor, httpExecutor, HttpExecutor, TimeoutExpiredError } from '@mirakuru/core'
import { expect, test } from 'vitest'

const server = "require('http').createServer((q, r) => r.end('hi')).listen(process.argv[1])"

test('the core package works on its own', async () => {
  const executor = await new HttpExecutor([process.execPath, '-e', server, '{port}']).start()
  expect(await (await fetch(executor.url)).text()).toBe('hi')
  await executor.stop()
  expect(executor.running()).toBe(false)
})

test('a declaration written as JSON becomes an executor', async () => {
  const declaration = httpExecutor([process.execPath, '-e', server, '{port}'])
  const executor = createExecutor(JSON.parse(JSON.stringify(declaration)))
  await executor.start()
  expect(executor.running()).toBe(true)
  await executor.stop()
})

test('errors are recognised by class and by code', async () => {
  const silent = createExecutor(
    httpExecutor([process.execPath, '-e', 'setInterval(String, 1000)'], { startTimeout: 500 }),
  )
  const error = await silent.start().catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(TimeoutExpiredError)
  expect(error).toMatchObject({ code: 'ERR_TIMEOUT_EXPIRED', timeout: 500 })
})
