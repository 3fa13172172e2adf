import { httpExecutor } from '@mirakuru/vitest-plugin'
import { describe, test as base } from 'vitest'
import { killSupervisor } from '../crash.js'
import { program } from '../note.js'

const test = base.extend({
  api: httpExecutor(['node', program('serves.mjs'), '{port}'], { name: 'api' }),
})

describe('a supervisor that is killed', () => {
  test('while a test runs', async ({ api }) => {
    killSupervisor(api)
    await api.running()
    await new Promise(() => undefined)
  })
  test('before the tests that follow', async ({ api }) => {
    await fetch(api.url)
  })
})
