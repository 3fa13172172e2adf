import { httpExecutor, useProcess } from '@mirakuru/vitest-plugin'
import { test } from 'vitest'
import { killSupervisor } from '../kill.js'
import { program, scope } from '../note.js'

const api = useProcess(httpExecutor(['node', program('serves.mjs'), '{port}'], { scope }))
let attempts = 0

test('is retried', { retry: 1 }, async () => {
  if (++attempts > 1) return
  await killSupervisor(api.pid)
  throw new Error('flaky')
})
