import { expect, test as base } from '@playwright/test'
import { httpExecutor, processes, type HttpHandle } from '@mirakuru/playwright'
import { note, program } from '../note.js'
import { crash, forever } from '../crash.js'

const serves = ['node', program('serves.mjs'), '{port}']

const test = base
  .extend(
    processes({
      db: httpExecutor(serves),
      api: httpExecutor(serves, { env: { DB: '{db.port}' } }),
      careless: httpExecutor(serves, { onCrash: 'ignore' }),
    }),
  )
  .extend<{ late: HttpHandle }>({
    late: async ({ api }, use) => {
      await use(api)
      await crash(api, 5)
    },
  })

test.describe('in a test', () => {
  test('that fails because of it', async ({ api, request }) => {
    await request.get(`${api.url}exit/7`)
  })

  test('whose fixture depends on it', async ({ late }) => {
    expect(late.port).toBeGreaterThan(0)
  })

  test('of what another one depends on', async ({ api, db }) => {
    await crash(db, 6)
    note(api.pid)
    await forever()
  })

  test('is no crash where it is ignored', async ({ careless, request }) => {
    await crash(careless, 4)
    await expect(request.get(careless.url)).rejects.toThrow('ECONNREFUSED')
  })

  test('is no crash where it is asked for', async ({ api }) => {
    await api.kill()
    await api.start()
    await api.stop()
  })
})
