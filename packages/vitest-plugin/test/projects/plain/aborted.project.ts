import { existsSync } from 'node:fs'
import { test as base } from 'vitest'
import { tcpExecutor } from '@mirakuru/vitest-plugin'
import { notes, program } from '../note.js'

const test = base.extend({
  // Half of the time is gone before the start begins, so Vitest gives the test up before the start gives itself up.
  wasteful: async ({}: object, use: (value: string) => Promise<void>) => {
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    await use('at last')
  },
  late: tcpExecutor(['sh', program('never-listens.sh'), notes], { name: 'late' }),
})

test('starved', { timeout: 2_000 }, async ({ wasteful, late }) => {
  throw new Error(`never reached: ${wasteful} ${late.name}`)
})

test('is not disturbed', () => {
  if (!existsSync(notes)) throw new Error('the program was not started')
})
