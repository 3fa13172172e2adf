import { beforeAll, describe, expect, test } from 'vitest'
import { expectGone } from '../../core/test/support/deaths.js'
import { runVitest } from './support/run-vitest.js'
import type { Run } from '../../core/test/support/run.js'

const files = ['a', 'b', 'c', 'd']

const pools = [
  ['4.1', 'forks', 'yes'],
  ['4.1', 'forks', 'no'],
  ['4.1', 'threads', 'yes'],
  ['4.1', 'threads', 'no'],
  ['4.1', 'vmThreads', 'yes'],
  ['4.1', 'vmForks', 'yes'],
  ['5.1', 'forks', 'yes'],
  ['5.1', 'forks', 'no'],
  ['5.1', 'threads', 'yes'],
  ['5.1', 'vmThreads', 'yes'],
  ['5.1', 'vmForks', 'yes'],
] as const

describe.each(pools)('Vitest %s, pool %s, isolate: %s', (version, pool, isolate) => {
  let run: Run
  const started = (name: string): string[] =>
    run.notes.filter((line) => line.startsWith(`${name} started`))
  const columns = (what: string): string[][] =>
    files.map((file) => {
      const line = run.notes.find((each) => each.startsWith(`${file} ${what} `))
      return line?.split(' ').slice(2) ?? []
    })
  const column = (what: string, index: number): string[] =>
    columns(what).map((fields) => fields[index] ?? '')

  beforeAll(async () => {
    run = await runVitest({ project: 'scopes', version, env: { POOL: pool, ISOLATE: isolate } })
    expect(run.output).not.toContain('FAIL')
    expect(run.exitCode).toBe(0)
  })

  test('a process of the run is started once, and everybody has the same', () => {
    for (const name of ['db', 'api', 'shared']) expect(started(name)).toHaveLength(1)
    expect(new Set([...column('one', 0), ...column('two', 0)]).size).toBe(1)
    expect(new Set(column('block', 1)).size).toBe(1)
  })

  test('a process of a slot is started once for each slot', () => {
    const slots = column('block', 2)
    const bySlot = new Map(slots.map((slot) => slot.split('=') as [string, string]))
    expect(new Set(slots).size).toBe(bySlot.size)
    expect(started('slot')).toHaveLength(bySlot.size)
  })

  test('a process of a file is another in every file, and the same for all of its tests', () => {
    expect(column('one', 1)).toEqual(column('two', 1))
    for (const name of ['inFile', 'ofFile', 'own']) expect(started(name)).toHaveLength(4)
    expect(new Set(column('block', 3)).size).toBe(4)
  })

  test('a process of a test is another in every test', () => {
    const pids = [...column('one', 2), ...column('two', 2)]
    expect(new Set(pids).size).toBe(8)
    expect(new Set([...column('block', 4), ...column('again', 0)]).size).toBe(8)
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
    expect(stop('api')).toBeLessThan(stop('db'))
    expect(stop('inFile')).toBeLessThan(stop('shared'))
  })

  test('everything is gone when Vitest has ended', async () => {
    const pids = run.notes.map((line) => Number(/ started (\d+)$/.exec(line)?.[1] ?? 0))
    await expectGone(pids.filter(Boolean))
  })
})
