import { httpExecutor, useProcess } from '@mirakuru/vitest-plugin'
import { afterAll, describe, test } from 'vitest'
import { killSupervisor } from '../kill.js'
import { program, scope } from '../note.js'

let pid: number | undefined

describe('a block that has a process', () => {
  const api = useProcess(httpExecutor(['node', program('serves.mjs'), '{port}'], { scope }))
  test('uses it', () => {
    pid = api.pid
  })
  afterAll(() => (scope === 'file' ? killSupervisor(pid) : undefined))
})

describe('a block that has none', () => {
  test('does not need it', () => (scope === 'file' ? undefined : killSupervisor(pid)))
})
