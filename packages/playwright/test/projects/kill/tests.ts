import { test as base } from '@playwright/test'
import { httpExecutor, processes } from '@mirakuru/playwright'
import { note, program } from '../note.js'

/** Holds processes of all scopes, says so, and then waits. */
export function declareTests(file: string): void {
  const serves = ['node', program('serves.mjs'), '{port}', '{name}']
  const stubborn = ['node', program('stubborn.mjs'), '{port}', `ofTest-${file}`]
  const test = base.extend(
    processes({
      shared: httpExecutor(serves, { scope: 'run' }),
      ofSlot: httpExecutor(serves, { scope: 'worker' }),
      ofFile: httpExecutor(serves, { scope: 'file' }),
      ofTest: httpExecutor(stubborn, { stopTimeout: 300 }),
    }),
  )
  test('holds processes', async ({ shared, ofSlot, ofFile, ofTest }) => {
    note(`${file} holds ${shared.pid} ${ofSlot.pid} ${ofFile.pid} ${ofTest.pid} in ${process.pid}`)
    await new Promise(() => undefined)
  })
}
