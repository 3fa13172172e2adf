import { expect, test as base } from '@playwright/test'
import { httpExecutor, processes, tcpExecutor } from '@mirakuru/playwright'
import { note, program } from '../note.js'

const logs = ['node', program('logs.mjs'), '{port}', '{name}']

const test = base.extend<{ text: string }>({ text: 'no process' }).extend(
  processes({
    own: httpExecutor(logs),
    quiet: httpExecutor(logs),
    shared: httpExecutor(logs, { scope: 'worker' }),
    stranger: tcpExecutor(['node', program('serves.mjs'), '{port}'], { env: { X: '{text.port}' } }),
  }),
)

test('prints before', async ({ shared, request }) => {
  await request.get(`${shared.url}before`)
  await shared.waitForOutput('/before')
})

test('fails', async ({ own, shared, quiet, request }, { retry }) => {
  note(`attempt ${retry} has own ${own.pid}, shared ${shared.pid}, quiet ${quiet.pid}`)
  await request.get(`${own.url}own-${retry}`)
  await request.get(`${own.url}lines/50`)
  await request.get(`${shared.url}shared-${retry}`)
  expect(retry).toBe(2)
})

test('passes when it is tried again', async ({ own, request }, { retry }) => {
  await request.get(`${own.url}unseen`)
  expect(retry).toBe(1)
})

test.describe('without another attempt', () => {
  test.describe.configure({ retries: 0 })

  test('a start that fails because of what it refers to', ({ stranger }) => {
    note(`never ${stranger.pid}`)
  })
})
