import { beforeAll, describe, expect, inject, test } from 'vitest'
import { expectGone } from '../../core/test/support/deaths.js'
import { runVitest } from './support/run-vitest.js'
import type { Run } from '../../core/test/support/run.js'

const versions = Object.keys(inject('installations'))

const startedBy = (run: Run): number[] =>
  run.notes
    .filter((line) => line.startsWith('shared started'))
    .map((line) => Number(line.split(' ')[2]))

describe.each(versions)('without any configuration, Vitest %s', (version) => {
  test('a process of the run is started once for all files, and is gone afterwards', async () => {
    const run = await runVitest({ project: 'many', version })
    expect(run.exitCode, run.output).toBe(0)
    expect(startedBy(run)).toHaveLength(1)
    await expectGone(startedBy(run))
  })

  test('every shard has its own', async () => {
    const shards = await Promise.all(
      ['1/2', '2/2'].map((shard) =>
        runVitest({ project: 'many', version, args: ['--shard', shard] }),
      ),
    )
    for (const run of shards) {
      expect(run.exitCode, run.output).toBe(0)
      expect(startedBy(run)).toHaveLength(1)
      await expectGone(startedBy(run))
    }
  })

  test('nothing is left after a run that bails out', async () => {
    const run = await runVitest({
      project: 'many',
      version,
      args: ['--bail', '1'],
      env: { FAIL: 'yes' },
    })
    expect(run.exitCode).toBe(1)
    await expectGone(startedBy(run))
  })
})

describe('concurrent tests', () => {
  let run: Run
  beforeAll(async () => {
    run = await runVitest({ file: 'concurrent' })
  })

  test('share the process of their file, and have one of their own each', () => {
    const lines = run.notes.map((line) => line.split(' '))
    expect(lines).toHaveLength(3)
    expect(new Set(lines.map(([, shared]) => shared)).size).toBe(1)
    expect(new Set(lines.map(([, , own]) => own)).size).toBe(3)
  })

  test('cannot share a handle of useProcess() with scope "test"', () => {
    expect(run.test('one after the other').status).toBe('passed')
    const messages = ['one', 'other'].map((title) => run.test(title).message).join('\n')
    expect(messages).toContain('"ambiguous" belongs to another test that runs at the same moment')
  })
})

describe('misuse', () => {
  let run: Run
  beforeAll(async () => {
    run = await runVitest({ file: 'misuse' })
  })

  test('of a handle, or of a name, is explained where it happens', () => {
    expect(run.test('a handle is read too early').status).toBe('passed')
    expect(run.test('there is no block').status).toBe('passed')
  })

  test('of a fixture that is no process', () => {
    expect(run.test('refers to a fixture that is no process').message).toContain(
      'it refers to the fixture "db", which is no process',
    )
  })

  test('of a declaration as a fixture is warned of, once for each that is used', () => {
    expect(run.test('uses a declaration').status).toBe('passed')
    const warnings = run.output.split('\n').filter((line) => line.includes('starts nothing'))
    expect(warnings).toEqual([
      'mirakuru: the fixture "cache" is a declaration, which starts nothing: import the function from "@mirakuru/vitest-plugin" or "@mirakuru/services/vitest"',
    ])
  })

  test('of scopes names both processes and their scopes', () => {
    expect(run.test('lives longer than what it depends on').message).toContain(
      '"api" has scope "run", but depends on "db" of scope "file", which ends earlier',
    )
  })

  test('of a placeholder names what was probably meant', () => {
    expect(run.test('misspells a value').message).toContain('did you mean {db.port}?')
  })
})
