import { readFileSync } from 'node:fs'
import { httpExecutor, useProcess } from '@mirakuru/vitest-plugin'
import { test } from 'vitest'
import { killSupervisor } from '../kill.js'
import { note, program } from '../note.js'

/** What the first of two files uses, the second does not need; between them the supervisor is killed. */
export function declareTests(): void {
  if (!readFileSync(String(process.env['NOTES']), 'utf8').includes('used')) {
    const serves = ['node', program('serves.mjs'), '{port}']
    const api = useProcess(httpExecutor(serves, { scope: 'run' }))
    test('uses it', () => note(`used ${api.pid}`))
    return
  }
  const [, pid] = /used (\d+)/.exec(readFileSync(String(process.env['NOTES']), 'utf8')) ?? []
  test('does not need it', () => killSupervisor(Number(pid)))
}
