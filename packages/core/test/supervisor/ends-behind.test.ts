import { beforeAll, expect, test } from 'vitest'
import { simpleExecutor, tcpExecutor, type Declaration } from '../../src/declaration.js'
import { beOwnRun, endRunAfterTest, holdOne, useClient } from '../support/clients.js'
import { rejectionOf } from '../support/deadline.js'
import { fixture } from '../support/fixtures.js'
import { reservePort } from '../support/ports.js'
import { expectDeath, identityOf, lives } from '../support/processes.js'

beforeAll(beOwnRun)

/** It has to be killed, half a second after it was asked to stop. */
const stubborn = { stopTimeout: 500 }

test('The end of a process of a test need not be waited for, and settle() waits for all of them', async () => {
  endRunAfterTest()
  const client = useClient()
  const declaration = simpleExecutor(fixture('ignores-sigterm'), stubborn)
  const held = await holdOne(client, declaration).start()
  await held.waitForOutput('ready')
  const process = identityOf(held.pid)
  await held.release({ waits: false })
  expect(lives(process)).toBe(true)
  expect(await client.settle()).toEqual(new Map())
  expect(lives(process)).toBe(false)
})

test.each([
  [
    'is in the way of others',
    (port: number) => tcpExecutor(fixture('listens-late', port), { port }),
  ],
  ['is one of a file', () => simpleExecutor(fixture('lives'), { scope: 'file' })],
])('It is waited for where it %s', async (_what, declare: (port: number) => Declaration) => {
  endRunAfterTest()
  const held = await holdOne(useClient(), declare(await reservePort())).start()
  const process = identityOf(held.pid)
  await held.release({ waits: false })
  expect(lives(process)).toBe(false)
})

test('One that has ended by itself is told of at once', async () => {
  endRunAfterTest()
  const client = useClient()
  const held = await holdOne(client, simpleExecutor(fixture('lives'))).start()
  const subject = identityOf(held.pid)
  process.kill(subject.pid, 'SIGKILL')
  await expectDeath(subject, 8_000)
  const error = await rejectionOf(held.release({ waits: false }))
  expect(error).toMatchObject({ code: 'ERR_PROCESS_CRASHED', signal: 'SIGKILL' })
  expect(await client.settle()).toEqual(new Map())
})

test('settle() tells once how they ended that were said to end in another way', async () => {
  endRunAfterTest()
  const client = useClient()
  const command = fixture('exits-with', 3, 'SIGTERM')
  const held = await holdOne(client, simpleExecutor(command, { expectedExitCode: 0 })).start()
  await held.waitForOutput('ready')
  const lease = await held.release({ waits: false })
  const ends = await client.settle()
  expect([...ends.keys()]).toEqual([lease])
  expect([...ends.values()]).toMatchObject([{ code: 'ERR_PROCESS_CRASHED', exitCode: 3 }])
  expect(await client.settle()).toEqual(new Map())
})
