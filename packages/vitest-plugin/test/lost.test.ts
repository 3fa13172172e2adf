import { describe, expect, inject, test as base } from 'vitest'
import { runVitest } from './support/run-vitest.js'

// What they wait for is mostly not the processor.
const test = base.concurrent
const versions = Object.keys(inject('installations'))

interface Way {
  readonly file: string
  readonly SCOPE?: string
  readonly PLUGIN?: string
  readonly ISOLATE?: string
}

/** Files of the project "lost", each with what makes nobody ask for a process again. */
const ways: readonly (readonly [string, Way])[] = [
  ['while a test runs that does not notice', { file: 'first-test', SCOPE: 'run' }],
  ['… whose own process it was', { file: 'first-test', SCOPE: 'test' }],
  ['… without the plugin', { file: 'first-test', SCOPE: 'worker', PLUGIN: 'no' }],
  ['… of which nobody needs the process any more', { file: 'fixture', SCOPE: 'run' }],
  ['… and a crash would not matter', { file: 'fixture', SCOPE: 'file', PLUGIN: 'no' }],
  ['between blocks of which only the first has one', { file: 'first-block', SCOPE: 'run' }],
  ['… without the plugin', { file: 'first-block', SCOPE: 'run', PLUGIN: 'no' }],
  ['at the end of a block', { file: 'first-block', SCOPE: 'file', PLUGIN: 'no' }],
  ['before a test is retried', { file: 'retry', SCOPE: 'run' }],
  ['… without the plugin', { file: 'retry', SCOPE: 'file', PLUGIN: 'no' }],
  ['… with a process of its own', { file: 'retry', SCOPE: 'test', PLUGIN: 'no' }],
  ['while a test runs that is expected to fail', { file: 'fails', SCOPE: 'run' }],
  ['… without the plugin', { file: 'fails', SCOPE: 'test', PLUGIN: 'no' }],
  ['after the tests of a file', { file: 'after-all', SCOPE: 'run' }],
  ['… without the plugin', { file: 'after-all', SCOPE: 'file', PLUGIN: 'no' }],
  ['while tests run that were only told of a process', { file: 'inject' }],
  ['between files of which only the first has one', { file: 'file-' }],
  ['… without the plugin', { file: 'file-', PLUGIN: 'no' }],
  ['… without isolation', { file: 'file-', PLUGIN: 'no', ISOLATE: 'no' }],
]

describe.each(versions)('a run whose supervisor is killed fails, Vitest %s:', (version) => {
  test.each(ways)('%s (%j)', async (_title, { file, ...env }) => {
    const run = await runVitest({ project: 'lost', version, file, env })
    expect(run.exitCode, run.output).toBe(1)
    expect(run.output).toContain("The run's supervisor was lost: it was killed, or crashed")
  })
})
