import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, inject, test } from 'vitest'
import { eventually } from '../../core/test/support/deadline.js'
import { runJest } from './support/run-jest.js'

interface Report {
  readonly tests: readonly { id: string; name: string; file: string; state: string }[]
  readonly processes: readonly {
    name: string
    leases: readonly { holder: string; test?: string; file?: string }[]
    crashes: readonly { message: string }[]
  }[]
}

const folder = join(inject('installation'), 'node_modules/.mirakuru/last')

test.each([
  ['the preset', { PRESET: 'yes' }, ['--runInBand']],
  ['the environment alone, with workers', {}, ['--maxWorkers=2']],
])('report: true leaves a report of all tests and processes, with %s', async (_what, env, args) => {
  const startedAt = Date.now()
  const run = await runJest({ project: 'report', env, args })
  expect(run.exitCode, run.output).toBe(1)
  const read = (file: string): string => readFileSync(join(folder, file), 'utf8')
  const { tests, processes } = await eventually(
    { what: 'the report' }, // without a root it is written when the supervisor has seen the end of the run
    () => JSON.parse(read('report.json')) as Report & { endedAt: number },
    ({ endedAt }) => endedAt > startedAt,
  )
  expect(new Map(tests.map(({ name, state }) => [name, state]))).toEqual(
    new Map([
      ['a block > has a process', 'passed'],
      ['a block > has a process that crashes', 'failed'],
      ['has that of the run', 'passed'],
      ['has none', 'passed'],
    ]),
  )
  expect(processes.map(({ name }) => name)).toEqual(['api', 'own', 'own'])
  const crashes = processes.slice(1).flatMap((each) => each.crashes)
  expect(crashes).toMatchObject([{ message: expect.stringContaining('code 3') as string }])
  const holders = processes.slice(1).map(({ leases }) => leases[0]?.test)
  const ids = ['a block > has a process', 'a block > has a process that crashes'].map(
    (name) => tests.find((each) => each.name === name)?.id,
  )
  expect(holders).toEqual(ids)
  for (const file of ['report.html', 'report.json', 'report.trace.json'])
    expect(read(file)).not.toContain('hunter2')
})
