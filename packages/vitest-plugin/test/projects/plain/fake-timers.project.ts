import { OutputExecutor } from '@mirakuru/core'
import { httpExecutor } from '@mirakuru/vitest-plugin'
import { expect, test as base, vi } from 'vitest'
import { program } from '../note.js'

// Before anything of ours is loaded, as a set-up file may do it.
vi.hoisted(() => vi.useFakeTimers({ now: 0 }))

const logs = ['node', program('logs.mjs'), '{port}', '{name}']
const test = base.extend({
  api: httpExecutor(logs, { name: 'api' }),
  shared: httpExecutor(logs, { name: 'shared', scope: 'file' }),
})

test('has a process', { timeout: 20_000 }, async ({ shared }) => {
  await fetch(new URL('/earlier', shared.url))
  await shared.waitForOutput('/earlier')
  expect(Date.now()).toBe(0)
})

test('fails', { timeout: 20_000 }, async ({ shared }) => {
  await fetch(new URL('/meanwhile', shared.url))
  expect('actual').toBe('expected')
})

test('waits for ever', { timeout: 20_000 }, async ({ api }) => {
  process.kill(Number(api.pid), 'SIGKILL')
  await new Promise(() => undefined)
})

test('starts one by itself', { timeout: 20_000 }, async () => {
  // It gives its banner without the end of a line, and does not obey: both are noticed only after a while.
  const script = 'trap "" TERM; printf "port 80"; while :; do sleep 0.1; done'
  const options = { banner: /port (?<port>\d+)/, stopTimeout: 50 }
  const executor = await new OutputExecutor(['sh', '-c', script], options).start()
  expect(executor.captures).toEqual({ port: '80' })
  await executor.kill()
  await executor.start()
  await executor.stop().catch(() => undefined)
  expect(executor.exit).toMatchObject({ forced: true })
})
