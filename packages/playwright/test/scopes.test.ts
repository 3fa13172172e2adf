import { beforeAll, describe, expect, test } from 'vitest'
import { expectGone } from '../../core/test/support/deaths.js'
import type { Run } from '../../core/test/support/run.js'
import { runPlaywright } from './support/run-playwright.js'

/** The pids that tests have noted of a process, by file. */
function readPids(run: Run, name: string): Map<string, Set<string>> {
  const pids = new Map<string, Set<string>>()
  for (const line of run.notes) {
    const [, file] = /^([abc]) has /.exec(line) ?? []
    const [, pid] = new RegExp(` ${name} (\\d+)`).exec(line) ?? []
    if (file !== undefined && pid !== undefined)
      pids.set(file, (pids.get(file) ?? new Set()).add(pid))
  }
  return pids
}

describe('scopes', () => {
  let run: Run
  const all = (name: string): string[] =>
    [...readPids(run, name).values()].flatMap((each) => [...each])
  beforeAll(async () => {
    run = await runPlaywright({ project: 'scopes' })
    expect(run.exitCode, run.output).toBe(0)
  })

  test('one of the run is the same for all workers', () => {
    expect(all('ofRun')).toHaveLength(3)
    expect(new Set(all('ofRun')).size).toBe(1)
  })

  test('one of a worker is the same in all files that run in its slot', () => {
    expect(new Set(all('ofSlot')).size).toBeLessThanOrEqual(2)
    const started = run.notes.filter((line) => line.startsWith('ofSlot started'))
    expect(started).toHaveLength(new Set(all('ofSlot')).size)
  })

  test('one of a file is the same in its tests and hooks, and another in every file', () => {
    expect(all('ofFile')).toHaveLength(3)
    expect(new Set(all('ofFile')).size).toBe(3)
    for (const [file, [pid]] of readPids(run, 'ofFile'))
      expect(run.notes).toContainEqual(
        expect.stringMatching(`${file} before all: api \\d+, ofFile ${pid}`),
      )
  })

  test('every test, and every hook of a file, has its own', () => {
    expect(all('api')).toHaveLength(6)
    expect(run.notes.filter((line) => line.startsWith('api started'))).toHaveLength(9)
  })

  test('one that tests share is reset between them', () => {
    const lines = run.notes.filter((line) => line.startsWith('reset'))
    expect(lines.map((line) => line.replace(/ has .*/, ''))).toEqual([
      'reset first',
      'reset store',
      'reset second',
    ])
  })

  test('nothing is left', async () => {
    const pids = run.notes.flatMap((line) => line.match(/\d+/g) ?? []).map(Number)
    await expectGone([...new Set(pids)])
  })
})
