import { describe, expect, test } from 'vitest'
import { expectGone } from '../../core/test/support/deaths.js'
import { runJest, type RunOptions } from './support/run-jest.js'
import type { Run } from '../../core/test/support/run.js'

/** Variables that Jest has before. */
const env = { BEFORE: 'before', GONE: 'still there' }

function run(options: Partial<RunOptions>): Promise<Run> {
  return runJest({ project: 'env', ...options, env: { ...env, ...options.env } })
}

async function expectNothingLeft({ notes }: Run): Promise<void> {
  const started = notes.map((line) => / started (\d+)$/.exec(line)?.[1])
  await expectGone(started.filter((pid) => pid !== undefined).map(Number))
}

describe('env in testEnvironmentOptions', () => {
  test.each<[title: string, args: string[], env: Record<string, string>]>([
    ['in band', ['--runInBand'], {}],
    ['in workers', ['--maxWorkers=2'], {}],
    ['through the preset', ['--runInBand'], { PRESET: 'yes' }],
    ['in jsdom', ['--maxWorkers=2'], { BASE: 'jest-environment-jsdom' }],
  ])('is set before anything of a file is loaded, and taken back: %s', async (_, args, own) => {
    const result = await run({ file: 'values-', args, env: own })
    expect(result.exitCode, result.output).toBe(0)
    const had = result.notes
      .map((line) => /^\w has (\S+) (\S+)/.exec(line))
      .filter((each) => each !== null)
    expect(new Set(had.map(([, ofRun]) => ofRun)).size).toBe(1)
    expect(new Set(had.map(([, , ofFile]) => ofFile)).size).toBe(2)
    await expectNothingLeft(result)
  })

  test('a crash of what it names ends the test that runs, as any other', async () => {
    const result = await run({ file: 'crash', args: ['--runInBand'] })
    expect(result.test('waits for ever').message).toContain(
      '"ofFile" was killed unexpectedly by SIGKILL',
    )
    expect(result.test('comes after the crash').message).toContain('before this test')
    await expectNothingLeft(result)
  })

  test('what does not start fails the file with the usual error, and leaves nothing', async () => {
    const result = await run({ file: 'values-a', args: ['--runInBand'], env: { WRONG: 'fails' } })
    expect(result.exitCode).toBe(1)
    expect(result.output).toContain('Test suite failed to run')
    expect(result.output).toContain('Cannot start "broken": it exited with code 3')
    expect(result.output.match(/"env" of the configuration needs it for BROKEN/g)).toHaveLength(1)
    await expectNothingLeft(result)
  })

  test('what is wrong with it fails the file before anything is started for it', async () => {
    const args = ['--runInBand']
    const result = await run({ file: 'values-a', args, env: { WRONG: 'misspelt' } })
    expect(result.output).toContain('Invalid env:')
    expect(result.output).toContain(
      'DB_URL: {bd.url} names an unknown process "bd"; did you mean "db"?',
    )
    expect(result.output.match(/NUMBER: must be a string or null/g)).toHaveLength(1)
    const ofTest = await run({ file: 'values-a', args, env: { WRONG: 'ofTest' } })
    expect(ofTest.output).toContain('DB_URL: "ofTest" has scope "test": each test has another')
    expect([...result.notes, ...ofTest.notes]).toEqual([])
  })

  test('a file whose set-up fails leaves nothing to the next one', async () => {
    const result = await run({
      file: 'values-',
      args: ['--runInBand'],
      env: { SET_UP: '<rootDir>/throws.js' },
    })
    expect(result.output).toContain('thrown by a set-up file with string')
    const ofFile = result.notes.filter((line) => line.startsWith('ofFile'))
    expect(ofFile.slice(0, 3).map((line) => line.split(' ')[1])).toEqual([
      'started',
      'stopped',
      'started',
    ])
    await expectNothingLeft(result)
  })
})

test('start() of a handle works at the top of an ES module', async () => {
  const result = await run({ file: 'awaits', nodeArgs: ['--experimental-vm-modules'] })
  expect(result.exitCode, result.output).toBe(0)
  expect(result.notes.filter((line) => line.startsWith('own started'))).toHaveLength(1)
  await expectNothingLeft(result)
})

test('a use that is too early is told by the name of the process, and what to do instead', async () => {
  const result = await run({ file: 'early' })
  expect(result.output.replaceAll(/\s+/g, ' ')).toContain(
    '"serves.mjs" is not started: useProcess() starts it before the first test of its file or describe block; use it in a test or a hook, ' +
      'or await its start() first where modules can await; what modules read when they are loaded is set by "env" in the configuration',
  )
  await expectNothingLeft(result)
})
