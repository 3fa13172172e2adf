import { describe, test } from 'node:test'
import { httpExecutor, startProcess } from '@mirakuru/node-test'
import { programs } from '../note.mjs'

const { default: crashes } = await import(`${programs}/crashes.cjs`)
const api = httpExecutor(['node', `${programs}/serves.mjs`, '{port}'], { name: 'api' })

describe('a supervisor that is killed', () => {
  test('while a test runs', async (t) => {
    const handle = await startProcess(t, api)
    crashes.killSupervisor(handle)
    await handle.running()
  })
  test('before the tests that follow', async (t) => {
    await startProcess(t, api)
  })
})
