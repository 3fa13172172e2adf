import { readFileSync } from 'node:fs'
import { httpExecutor, useProcess, type HttpHandle } from '@mirakuru/vitest-plugin'
import { beforeAll, describe, expect, test as base } from 'vitest'
import { note, program } from '../note.js'

const serves = ['node', program('serves.mjs'), '{port}']
const reset = ['sh', '-c', 'echo reset >>"$1"; echo "flushing $2"; exit $3', 'sh', '{tmp}/resets']

/** How often its process was reset. */
function countResets({ tmp }: HttpHandle): number {
  try {
    return readFileSync(`${tmp}/resets`, 'utf8').split('\n').length - 1
  } catch {
    return 0
  }
}

const test = base.extend({
  shared: httpExecutor(serves, { scope: 'file', reset: [...reset, '{name}', '0'] }),
  faulty: httpExecutor(serves, { name: 'faulty', scope: 'file', reset: [...reset, '{name}', '3'] }),
  spared: httpExecutor(serves, { spares: 1 }),
})

describe('a fixture that is reset', () => {
  test('is as it was started at first', ({ shared }) => expect(countResets(shared)).toBe(0))
  test('is reset for the second test', ({ shared }) => expect(countResets(shared)).toBe(1))
  test('need not be used by every test', () => expect(true).toBe(true))
  test('need not be used by this one either', () => expect(true).toBe(true))
  test('is reset once for the next test that uses it', ({ shared }) =>
    expect(countResets(shared)).toBe(2))
})

describe('a process of a block that is reset', () => {
  const used = useProcess(httpExecutor(serves, { scope: 'file', reset: [...reset, '{name}', '0'] }))
  beforeAll(() => expect(countResets(used)).toBe(0))
  base('is as hooks have prepared it for the first test', () => expect(countResets(used)).toBe(0))
  base('is reset for the second', () => expect(countResets(used)).toBe(1))
})

describe('a reset that fails', () => {
  test('matters not to the first test', ({ faulty }) => expect(faulty.port).toBeGreaterThan(0))
  test('fails the next one', ({ faulty }) => note(`has ${faulty.pid} all the same`))
})

describe('spares', () => {
  for (const title of ['first', 'second', 'third'])
    test(`each test has its own: the ${title}`, async ({ spared }) => {
      note(`spared ${spared.pid}`)
      expect(await (await fetch(spared.url)).text()).toBe(String(spared.pid))
    })
})
