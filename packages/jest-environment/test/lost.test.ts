import { describe, expect, test as base } from 'vitest'
import { runJest } from './support/run-jest.js'

// What they wait for is mostly not the processor.
const test = base.concurrent

interface Way {
  readonly file: string
  readonly SCOPE?: string
  readonly PRESET?: string
}

/** Files of the project "lost", each with what makes nobody ask for a process again. */
const ways: readonly (readonly [string, Way])[] = [
  ['while a test runs that does not notice', { file: 'first-test', SCOPE: 'run' }],
  ['… whose own process it was', { file: 'first-test', SCOPE: 'test' }],
  ['between blocks of which only the first has one', { file: 'first-block', SCOPE: 'run' }],
  ['at the end of a block', { file: 'first-block', SCOPE: 'file' }],
  ['before a test is retried', { file: 'retry', SCOPE: 'run' }],
  ['… with a process of its own', { file: 'retry', SCOPE: 'test' }],
  ['while a test runs that is expected to fail', { file: 'fails', SCOPE: 'worker' }],
  ['… with a process of its own', { file: 'fails', SCOPE: 'test' }],
  ['after the tests of a file', { file: 'after-all', SCOPE: 'run' }],
  ['… with a process of its own', { file: 'after-all', SCOPE: 'file' }],
  ['between files of which only the first has one', { file: 'file-' }],
  ['… with the preset', { file: 'file-', PRESET: 'yes' }],
  [
    'after the tests of a file, with the preset',
    { file: 'after-all', SCOPE: 'run', PRESET: 'yes' },
  ],
]

describe.each([
  ['in band', ['--runInBand']],
  ['in a worker', ['--maxWorkers=1', '--workerIdleMemoryLimit=2GB']],
])('a run whose supervisor is killed fails, %s:', (_way, args) => {
  test.each(ways)('%s (%j)', async (_title, { file, ...env }) => {
    const run = await runJest({ project: 'lost', args, file, env })
    expect(run.exitCode, run.output).toBe(1)
    expect(run.output).toContain("The run's supervisor was lost: it was killed, or crashed")
  })
})
