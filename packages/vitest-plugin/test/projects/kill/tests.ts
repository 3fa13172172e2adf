import { httpExecutor, useProcess } from '@mirakuru/vitest-plugin'
import { test as base } from 'vitest'
import { note, program } from '../note.js'

/** Holds processes of all scopes, says so, and then waits, or is too busy to listen. */
export function declareTests(file: string): void {
  useProcess('ofRun')
  useProcess('ofSlot')
  const test = base.extend({
    ofFile: httpExecutor(['node', program('serves.mjs'), '{port}', `ofFile-${file}`], {
      scope: 'file',
    }),
    ofTest: httpExecutor(['node', program('stubborn.mjs'), '{port}', `ofTest-${file}`], {
      stopTimeout: 300,
    }),
  })
  test('holds processes', async ({ ofFile, ofTest }) => {
    note(`${file} holds ${ofFile.pid} ${ofTest.pid} in ${process.pid}`)
    if (process.env['BUSY'] !== undefined) for (;;);
    await new Promise((resolve) => setTimeout(resolve, 1_000_000))
  })
}
