import { describe, expect, inject, test } from 'vitest'
import { expectGone } from '../../core/test/support/deaths.js'
import { runVitest, type RunOptions } from './support/run-vitest.js'
import type { Run } from '../../core/test/support/run.js'

const versions = Object.keys(inject('installations'))

/** Variables that the worker has before. */
const env = { BEFORE: 'before', GONE: 'still there' }

async function expectNothingLeft({ notes }: Run): Promise<void> {
  const started = notes.map((line) => / started (\d+)$/.exec(line)?.[1])
  await expectGone(started.filter((pid) => pid !== undefined).map(Number))
}

describe.each(versions)('env of the plugin, Vitest %s', (version) => {
  const run = (options: RunOptions): Promise<Run> =>
    runVitest({ project: 'env', version, ...options, env: { ...env, ...options.env } })

  test.each<Record<string, string>>([
    { POOL: 'forks', ENVIRONMENT: './watches.ts' },
    { POOL: 'threads', ENVIRONMENT: './watches.ts' },
    { POOL: 'vmThreads' },
    { POOL: 'forks', ISOLATE: 'no', ENVIRONMENT: './watches.ts' },
    { POOL: 'threads', ISOLATE: 'no' },
    { POOL: 'vmForks', ENVIRONMENT: 'jsdom' },
  ])('is set before anything of a file is loaded, and taken back: %o', async (options) => {
    const result = await run({ file: 'values-', env: options })
    expect(result.exitCode, result.output).toBe(0)
    const { notes } = result
    expect(notes).not.toContain('a set-up file came too early')
    const had = notes
      .map((line) => /^\w has (\S+) (\S+)/.exec(line))
      .filter((each) => each !== null)
    expect(new Set(had.map(([, ofRun]) => ofRun)).size).toBe(1)
    expect(new Set(had.map(([, , ofFile]) => ofFile)).size).toBe(2)
    const atLast = notes.filter((line) => line.startsWith('at last'))
    const isSeen = options['ENVIRONMENT'] === './watches.ts'
    expect(new Set(atLast)).toEqual(new Set(isSeen ? ['at last before still there undefined'] : []))
    await expectNothingLeft(result)
  })

  test('a crash of what it names ends the test that runs, as any other', async () => {
    const result = await run({ file: 'crash' })
    expect(result.test('waits for ever').message).toContain(
      '"ofFile" was killed unexpectedly by SIGKILL',
    )
    expect(result.test('comes after the crash').message).toContain('before this test')
    await expectNothingLeft(result)
  })

  test('what it names is given back where no hook of a file runs', async () => {
    const result = await run({ file: 'skipped', env: { ISOLATE: 'no' } })
    expect(result.output).toContain('1 skipped')
    expect(result.notes.filter((line) => line.startsWith('ofFile'))).toHaveLength(2)
    const failed = await run({ file: 'unloadable' })
    expect(failed.output).toContain('not loadable with string')
    expect(failed.notes.filter((line) => line.startsWith('ofFile'))).toHaveLength(2)
    await expectNothingLeft(failed)
  })

  test('what does not start fails the file with the usual error, and leaves nothing', async () => {
    const result = await run({ file: 'values-a', env: { ENV: 'fails' } })
    expect(result.exitCode).toBe(1)
    expect(result.output).toContain('Cannot start "broken": it exited with code 3')
    expect(result.output).toContain('"env" of the configuration needs it for BROKEN, AS_WELL')
    expect(result.output).toContain('no tests')
    await expectNothingLeft(result)
  })

  test('what is wrong with it fails the file before anything is started for it', async () => {
    const result = await run({ file: 'values-a', env: { ENV: 'misspelt' } })
    expect(result.output).toContain('DeclarationError: Invalid env:')
    expect(result.output).toContain(
      'DB_URL: {bd.url} names an unknown process "bd"; did you mean "db"?',
    )
    expect(result.output).toContain(
      'DB_PORT: unknown placeholder {db.prot}; did you mean {db.port}?',
    )
    expect(result.output).toContain('PORT: {port} does not say of which process: {db.port}')
    const ofTest = await run({ file: 'values-a', env: { ENV: 'ofTest' } })
    expect(ofTest.output).toContain('DB_URL: "ofTest" has scope "test": each test has another')
    expect(ofTest.output).toContain('give "ofTest" scope "file", "worker" or "run"')
  })

  test('nothing is started where tests are only collected', async () => {
    const result = await run({ file: 'crash', mode: 'list' })
    expect(result.output).toContain('waits for ever')
    expect(result.notes.filter((line) => line.includes('started'))).toEqual([])
  })

  test('start() of a handle works at the top of a file', async () => {
    const result = await run({ file: 'awaits' })
    expect(result.exitCode, result.output).toBe(0)
    expect(result.notes.filter((line) => line.startsWith('own started'))).toHaveLength(1)
    await expectNothingLeft(result)
  })

  test('a start() at the top of a file that fails leads to the process', async () => {
    const result = await run({ file: 'refused' })
    expect(result.exitCode).toBe(1)
    expect(result.output).toContain('Cannot start "own": it exited with code 7')
    expect(result.output).toMatch(/❯ refused\.project\.ts:4:/)
  })
})
