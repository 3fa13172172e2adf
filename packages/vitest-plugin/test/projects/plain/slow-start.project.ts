import { expect, test as base } from 'vitest'
import { httpExecutor, tcpExecutor } from '@mirakuru/vitest-plugin'
import { notes, program } from '../note.js'

const slow = ['sh', program('never-listens.sh'), notes]

const test = base.extend({
  late: tcpExecutor(slow, { name: 'late' }),
  lateInFile: tcpExecutor(slow, { name: 'late in file', scope: 'file' }),
  impatient: tcpExecutor(slow, { name: 'impatient', startTimeout: 300 }),
  api: httpExecutor(['node', program('serves.mjs'), '{port}'], { name: 'api' }),
})

test('test scope', { timeout: 5_000 }, ({ late }) => {
  expect(late).toBe('never reached')
})

test('file scope', { timeout: 5_000 }, ({ lateInFile }) => {
  expect(lateInFile).toBe('never reached')
})

test('own limit', { timeout: 5_000 }, ({ impatient }) => {
  expect(impatient).toBe('never reached')
})

test('next test', async ({ api }) => {
  expect(await (await fetch(api.url)).text()).toBe(String(api.pid))
})
