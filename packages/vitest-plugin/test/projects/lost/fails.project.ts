import { httpExecutor, useProcess } from '@mirakuru/vitest-plugin'
import { test } from 'vitest'
import { killSupervisor } from '../kill.js'
import { program, scope } from '../note.js'

const api = useProcess(httpExecutor(['node', program('serves.mjs'), '{port}'], { scope }))

test.fails('is expected to fail', async () => {
  await killSupervisor(api.pid)
  throw new Error('as expected')
})
