import { tcpExecutor, useProcess } from '@mirakuru/vitest-plugin'
import { expect, test } from 'vitest'
import { program } from '../note.js'

test('useProcess() in the body of a test', () => {
  const api = useProcess(tcpExecutor(['node', program('serves.mjs'), '{port}'], { name: 'api' }))
  expect(api.port).toBeGreaterThan(0)
})
