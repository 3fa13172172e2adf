import { describe, expect, test } from 'vitest'
import { SimpleExecutor } from '../../src/index.js'
import { eventually, inTime, rejectionOf } from '../support/deadline.js'
import { use } from '../support/use.js'

const startPrinter = (): Promise<SimpleExecutor> =>
  use(new SimpleExecutor(['sh', '-c', 'echo ready; exec sleep 1000'])).start()

describe('waitFor()', () => {
  test('rejects when the process ends, also while a check hangs', async () => {
    const executor = await startPrinter()
    const wait = rejectionOf(executor.waitFor(() => new Promise(() => undefined)))
    await executor.kill()
    const error = await inTime({ what: 'the end of the wait' }, wait)
    expect(error).toMatchObject({ code: 'ERR_PROCESS_EXITED', signal: 'SIGKILL' })
  })

  test('looks once if there is no time', async () => {
    const executor = await startPrinter()
    await executor.waitFor(() => true, { timeout: 0 })
    for (const check of [() => false, () => new Promise<boolean>(() => undefined)]) {
      const wait = rejectionOf(executor.waitFor(check, { timeout: 0 }))
      const error = await inTime({ what: 'the end of the wait' }, wait)
      expect(error).toMatchObject({ code: 'ERR_TIMEOUT_EXPIRED', timeout: 0 })
    }
  })
})

test('waitForOutput() finds what was printed before if there is no time', async () => {
  const executor = await startPrinter()
  await executor.waitForOutput('ready')
  expect((await executor.waitForOutput('ready', { timeout: 0 }))[0]).toBe('ready')
})

test('waitForOutput() finds a line that may not be complete, however little time there is', async () => {
  const executor = use(new SimpleExecutor(['sh', '-c', 'printf "ready> "; exec sleep 1000']))
  await executor.start()
  await eventually({ what: 'its output' }, () => executor.output())
  for (const timeout of [0, 1])
    expect((await executor.waitForOutput(/ready> ?/, { timeout }))[0]).toBe('ready> ')
})
