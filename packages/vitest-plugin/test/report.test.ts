import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, inject, test } from 'vitest'
import { runVitest } from './support/run-vitest.js'

interface Report {
  readonly tests: readonly { id: string; name: string; file: string; state: string }[]
  readonly processes: readonly {
    name: string
    leases: readonly { holder: string; test?: string; file?: string }[]
    crashes: readonly { message: string }[]
  }[]
}

const installations = Object.entries(inject('installations'))

describe.each(installations)('report: true, Vitest %s', (version, { folder }) => {
  test('leaves a report of all tests and processes, and who had which', async () => {
    const run = await runVitest({ project: 'report', version })
    const [, path = ''] = /^mirakuru: report in (.*)$/m.exec(run.errorOutput) ?? []
    expect(path, run.output).toMatch(/node_modules\/\.mirakuru\/last\/report\.html$/)
    const read = (file: string): string =>
      readFileSync(resolve(folder, 'projects/report', path, '..', file), 'utf8')
    const { tests, processes } = JSON.parse(read('report.json')) as Report
    expect(new Map(tests.map(({ name, state }) => [name, state]))).toEqual(
      new Map([
        ['a block > has a process', 'passed'],
        ['has a process that crashes', 'failed'],
        ['has none', 'passed'],
        ['skips itself', 'skipped'],
      ]),
    )
    expect(processes.map(({ name }) => name)).toEqual(['api', 'own', 'own'])
    const crashes = processes.slice(1).flatMap((each) => each.crashes)
    expect(crashes).toMatchObject([{ message: expect.stringContaining('code 3') as string }])
    const [block, crashing] = tests
    const holders = processes.slice(1).map(({ leases }) => leases[0]?.test?.split(' ')[0])
    expect(holders).toEqual([block?.id, crashing?.id])
    for (const file of ['report.html', 'report.json', 'report.trace.json'])
      expect(read(file)).not.toContain('hunter2')
  })
})
