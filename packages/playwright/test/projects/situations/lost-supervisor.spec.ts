import { test as base } from '@playwright/test'
import { httpExecutor, processes } from '@mirakuru/playwright'
import { forever, killSupervisor } from '../crash.js'
import { program } from '../note.js'

const test = base.extend(
  processes({ api: httpExecutor(['node', program('serves.mjs'), '{port}']) }),
)

test.describe('a supervisor that is killed', () => {
  test('while a test runs', async ({ api }) => {
    killSupervisor(api)
    await api.running()
    await forever()
  })
  test('before the tests that follow', ({ api }) => {
    throw new Error(`${api.name} is ready after all`)
  })
})
