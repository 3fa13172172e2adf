import { beforeAll, describe, expect, inject, test } from 'vitest'
import { expectGone } from '../../core/test/support/deaths.js'
import { runJest } from './support/run-jest.js'
import type { Run } from '../../core/test/support/run.js'

const files = ['a', 'b', 'c']
const [own, other = own] = Object.keys(inject('nodes'))

const ways = [
  ['workers', own, ['-w', '2'], 'yes'],
  ['workers', other, ['-w', '2'], 'no'],
  ['in band', own, ['--runInBand'], 'no'],
  ['in band', other, ['--runInBand', '--detectOpenHandles'], 'yes'],
  ['threads', own, ['-w', '2', '--workerThreads'], 'no'],
] as const

describe.each(ways)('%s, Node %s, %j, with the preset: %s', (way, node, args, preset) => {
  let run: Run
  const started = (name: string): string[] =>
    run.notes.filter((line) => line.startsWith(`${name} started`))
  const column = (what: string, index: number): string[] =>
    files.map((file) => {
      const line = run.notes.find((each) => each.startsWith(`${file} ${what} `))
      return line?.split(' ')[2 + index] ?? ''
    })

  beforeAll(async () => {
    const env = preset === 'yes' ? { PRESET: 'yes' } : {}
    run = await runJest({ project: 'scopes', node: node ?? '', args, env })
    expect(run.output).not.toContain('FAIL')
    expect(run.exitCode).toBe(0)
  })

  test('a process of the run is started once, and everybody has the same', () => {
    for (const name of ['db', 'api']) expect(started(name)).toHaveLength(1)
    expect(new Set(column('block', 1)).size).toBe(1)
  })

  test('a process of a slot is started once for each slot', () => {
    const slots = column('block', 2)
    const numbers = new Set(slots.map((slot) => slot.split('=')[0]))
    expect(new Set(slots).size).toBe(numbers.size)
    expect(started('slot')).toHaveLength(numbers.size)
    if (way === 'in band') expect(numbers.size).toBe(1)
  })

  test('a process of a file is another in every file, and the same for all of its tests', () => {
    expect(column('block', 3)).toEqual(column('again', 0))
    for (const name of ['ofFile', 'own']) expect(started(name)).toHaveLength(3)
    expect(new Set(column('block', 3)).size).toBe(3)
  })

  test('a process of a test is another in every test', () => {
    expect(new Set([...column('block', 4), ...column('again', 1)]).size).toBe(6)
  })

  test('a process of a describe block lives for that block, two that are declared alike are two', () => {
    expect(started('inside')).toHaveLength(6)
  })

  test('what no test needs is not started', () => {
    expect(run.notes).toContain('unused loaded')
    expect(started('unwanted')).toEqual([])
    for (const title of ['skipped', 'skipped as well'])
      expect(run.test(title).status).toBe('pending')
  })

  test('useProcess() holds from before beforeAll to after afterAll', () => {
    for (const [index, file] of files.entries()) {
      expect(run.notes).toContain(`${file} afterAll true`)
      expect(column('beforeAll', 0)[index]).toMatch(/^\d+$/)
    }
  })

  test('what depends on something is stopped before it', () => {
    const stop = (name: string): number =>
      run.notes.findIndex((line) => line.startsWith(`${name} stopped`))
    expect(stop('own')).toBeLessThan(stop('ofFile'))
    if (preset === 'yes') expect(stop('api')).toBeLessThan(stop('db'))
  })

  test('everything is gone when Jest has ended, which nothing has kept', async () => {
    const pids = run.notes.map((line) => Number(/ started (\d+)$/.exec(line)?.[1] ?? 0))
    await expectGone(pids.filter(Boolean))
    // What keeps a worker keeps Jest itself where that runs the tests; a worker has 500 ms, which a busy machine may not.
    expect(run.output).not.toMatch(/did not exit|open handle|soft deleted/)
  })
})
