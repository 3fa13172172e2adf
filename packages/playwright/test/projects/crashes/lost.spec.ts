import { test as base } from '@playwright/test'
import { httpExecutor, processes } from '@mirakuru/playwright'
import { forever, killSupervisor } from '../crash.js'
import { note, program } from '../note.js'

const test = base.extend(
  processes({
    api: httpExecutor(['node', program('serves.mjs'), '{port}']),
    shared: httpExecutor(['node', program('serves.mjs'), '{port}'], { scope: 'worker' }),
  }),
)

test('loses its processes', async ({ api, shared }) => {
  killSupervisor(api)
  note(shared.pid)
  await forever()
})

test('finds none', () => undefined)
