import { afterEach, expect, test, vi } from 'vitest'
import { lifeOf, OutputExecutor, SimpleExecutor } from '../../src/executors/index.js'
import { currentContext } from '../../src/lifecycle/start-context.js'
import { createDeferred } from '../../src/internal/deferred.js'
import { processTable } from '../../src/process/system-table.js'
import { inTime, rejectionOf } from '../support/deadline.js'
import { fixture } from '../support/fixtures.js'

afterEach(() => vi.restoreAllMocks())

/** As often as this nobody can be seen from here on, as when there is no memory for a look. */
function blind(looks: number): void {
  const walk = vi.spyOn(processTable, 'walk')
  for (let look = 0; look < looks; look++)
    walk.mockImplementationOnce(() => {
      throw Object.assign(new Error('ENOMEM: not enough memory, scandir'), { code: 'ENOMEM' })
    })
}

const obedient = `process.on('SIGTERM', () => process.exit(0))
  setInterval(() => undefined, 1_000_000)
  console.log('ready')`

// What nobody catches ends the process in which it happens: Vitest reports it as an error of this file.
test('An executor whose process exits with 0 while the process table cannot be read is told of its end', async () => {
  const executor = new OutputExecutor([process.execPath, '-e', obedient], { banner: 'ready' })
  const ended = createDeferred()
  lifeOf(executor).placeIn({
    ...currentContext(),
    onChange: () => void (executor.exit?.code === 0 && ended.resolve()),
  })
  await executor.start()
  const wait = rejectionOf(executor.waitForOutput('never said'))
  blind(20)
  process.kill(executor.pid ?? NaN, 'SIGTERM')
  await inTime({ what: 'news of the end' }, ended.promise)
  expect(await inTime({ what: 'the end of the wait' }, wait)).toMatchObject({ exitCode: 0 })
  vi.restoreAllMocks()
  await executor.stop()
})

test('A start whose process exits with 0 while the process table cannot be read fails with that exit', async () => {
  const executor = new OutputExecutor(fixture('exits-with', 0), { banner: 'never said' })
  blind(5)
  const error = await inTime({ what: 'the end of the start' }, rejectionOf(executor.start()))
  expect(error).toMatchObject({ code: 'ERR_PROCESS_EXITED', exitCode: 0 })
})

test('A stop rejects when the process table cannot be read: something may be left', async () => {
  const executor = await new SimpleExecutor(['sleep', '1000']).start()
  blind(20)
  await expect(executor.stop()).rejects.toThrow('ENOMEM')
  vi.restoreAllMocks()
  await executor.kill()
})
