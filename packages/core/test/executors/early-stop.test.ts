import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { TcpExecutor } from '../../src/index.js'
import { fixture, makeFolder } from '../support/fixtures.js'
import { use } from '../support/use.js'

/** Ready, because the kernel accepts connections for it, but it takes none before `openGate` is called. */
async function startHalf(): Promise<{ executor: TcpExecutor; openGate: () => void }> {
  const gate = join(await makeFolder(), 'gate')
  const options = { env: { READY_WHEN: gate }, stopTimeout: 4_000 }
  const executor = use(new TcpExecutor([...fixture('serves-late'), '{port}'], options))
  await executor.start()
  return { executor, openGate: () => writeFileSync(gate, '') }
}

test.runIf(process.platform === 'linux')(
  'A stop right after the start comes when the process serves, so that its signal is not lost',
  async () => {
    const { executor, openGate } = await startHalf()
    const stopped = executor.stop()
    setImmediate(openGate)
    await stopped
    expect(executor.exit).toEqual({ code: 0, signal: null, forced: false })
  },
)

test('A stop does not wait for ever for a process that takes no connection', async () => {
  const { executor } = await startHalf()
  await executor.stop()
  expect(executor.exit).toEqual({ code: null, signal: 'SIGKILL', forced: true })
})

test('A kill does not wait for a process that takes no connection, nor does a stop that it joins', async () => {
  const { executor } = await startHalf()
  const stopped = executor.stop()
  await executor.kill()
  await stopped
  expect(executor.exit).toEqual({ code: null, signal: 'SIGKILL', forced: true })
})
