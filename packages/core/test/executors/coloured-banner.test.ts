import { beforeAll, expect, test } from 'vitest'
import { OutputExecutor, SimpleExecutor } from '../../src/index.js'
import { beOwnRun, holdOne, useClient } from '../support/clients.js'
import { use } from '../support/use.js'

beforeAll(beOwnRun)

const line = String.raw`\033[36mhttp://localhost:\033[1m5173\033[22m/\033[39m\n`
const printsInColour = ['sh', '-c', `printf '${line}'; exec sleep 1000`]
const banner = /:(?<port>\d+)\//

test('A banner in colour is found, and the log keeps what was printed', async () => {
  const executor = use(new OutputExecutor(printsInColour, { banner, startTimeout: 5_000 }))
  await executor.start()
  expect(executor.port).toBe(5173)
  expect(executor.log()).toBe('\u001B[36mhttp://localhost:\u001B[1m5173\u001B[22m/\u001B[39m\n')
})

test('waitForOutput() finds what a coloured line shows', async () => {
  const executor = await use(new SimpleExecutor(printsInColour)).start()
  const match = await executor.waitForOutput(banner, { timeout: 5_000 })
  expect(match.groups).toEqual({ port: '5173' })
})

test('So does the supervisor, for both', async () => {
  const held = holdOne(useClient(), {
    executor: 'output',
    command: printsInColour,
    banner: { $regexp: banner.source },
    startTimeout: 5_000,
  })
  await held.start()
  expect(held.port).toBe(5173)
  const match = await held.waitForOutput(/http:\S+$/, { timeout: 5_000 })
  expect(match[0]).toBe('http://localhost:5173/')
  await held.release()
})
