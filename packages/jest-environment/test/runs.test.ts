import { utimesSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, inject, test as base } from 'vitest'
import { expectDeaths, expectGone } from '../../core/test/support/deaths.js'
import { identityOf } from '../../core/test/support/processes.js'
import { runJest, startJest } from './support/run-jest.js'
import type { Run } from '../../core/test/support/run.js'

// What they wait for is mostly not the processor.
const test = base.concurrent
const nodes = Object.keys(inject('nodes'))
const withPreset = { PRESET: 'yes' }

test('the preset waits at the end of the run until everything is gone', async () => {
  const run = await runJest({ project: 'runs', args: ['-w', '2'], env: withPreset })
  expect(run.notes.at(-1)).toMatch(/^api stopped/)
  expect(run.exitCode).toBe(0)
})

test.each([
  ['fails', []],
  ['fails, with --forceExit as well,', ['--forceExit']],
])(
  'the preset %s the run when its processes end in a way that nobody asked for',
  async (_verb, args) => {
    const env = { ...withPreset, CODE: '5', EXPECTED: '0' }
    const run = await runJest({ project: 'runs', args: ['--runInBand', ...args], env })
    expect(run.test('one').status).toBe('passed')
    expect(run.exitCode).toBe(1)
    expect(run.output).toContain('"api" exited with code 5 when it was stopped')
    await expectGone(findStarted(run))
  },
)

test('the preset tells in a line of a status that nobody has said to be wrong', async () => {
  const env = { ...withPreset, CODE: '5' }
  const run = await runJest({ project: 'runs', args: ['--runInBand'], env })
  expect(run.output).toContain('mirakuru: "api" exited with code 5 when it was stopped; hint: ')
  expect(run.exitCode).toBe(0)
})

test('a globalSetup of the user replaces that of the preset, and nothing is missing', async () => {
  const env = { ...withPreset, OWN: 'own-setup' }
  const run = await runJest({ project: 'runs', args: ['-w', '2'], env })
  expect(run.notes[0]).toBe('own setup')
  expect(run.exitCode).toBe(0)
  await expectGone(findStarted(run))
})

test('a globalSetup of the user that calls ours leaves the preset as it is', async () => {
  const env = { ...withPreset, OWN: 'setup-with-ours', CODE: '5', EXPECTED: '0' }
  const run = await runJest({ project: 'runs', args: ['-w', '2'], env })
  expect(run.notes[0]).toBe('own setup')
  expect(run.output).toContain('"api" exited with code 5 when it was stopped')
  expect(run.exitCode).toBe(1)
  await expectGone(findStarted(run))
})

test.each([
  ['--bail in workers', ['--bail', '-w', '2'], {}],
  ['--bail in band with the preset', ['--bail', '--runInBand'], withPreset],
])('nothing is left after %s', async (_way, args, env) => {
  const run = await runJest({ project: 'runs', args, env: { ...env, FAIL: 'yes' } })
  expect(run.exitCode).toBe(1)
  await expectGone(findStarted(run))
})

test.each([
  ['in band, where it is whole', ['--runInBand']],
  ['in workers, where nothing is left of it', ['-w', '2']],
])('a bare regular expression in the configuration is refused, %s', async (_way, args) => {
  const run = await runJest({ project: 'runs', args, env: { PATTERN: 'ready' } })
  for (const title of ['one', 'two'])
    expect(run.test(title).message).toContain(
      'told.banner: is {}, which is all that JSON leaves of a RegExp; write { "$regexp": "…", "flags": "" }',
    )
})

test('a start that takes long is not silent, and has its own time', async () => {
  const run = await runJest({ project: 'slow', args: ['-w', '2'] })
  expect(run.output).toMatch(
    /mirakuru: "late" is still starting, 5 s of 60 s, waiting for .*127\.0\.0\.1:\d+/,
  )
  expect(run.output).toMatch(/mirakuru: 1 process started, 1 shared, slowest to be ready: late \(/)
  expect(run.tests.map(({ status }) => status)).toEqual(['passed', 'passed'])
})

test('a shard has a run of its own', async () => {
  const runs = await Promise.all(
    ['1/2', '2/2'].map((shard) => runJest({ project: 'runs', args: [`--shard=${shard}`] })),
  )
  expect(runs.flatMap(({ tests }) => tests.map(({ title }) => title)).toSorted()).toEqual([
    'one',
    'two',
  ])
  expect(new Set(runs.flatMap(findStarted)).size).toBe(2)
  await expectGone(runs.flatMap(findStarted))
})

describe.each(nodes)('Node %s', (node) => {
  test.each([
    ['in band', ['--runInBand']],
    ['in workers', ['-w', '2']],
  ])('the run ends with Jest, whoever has a channel to it, %s', async (_way, args) => {
    const run = await runJest({ project: 'runs', node, args, hasChannel: true })
    expect(run.exitCode).toBe(0)
    await expectGone(findStarted(run))
  })

  test('watch mode keeps the processes of the run from one to the next, but those whose files have changed', async () => {
    const jest = startJest({ project: 'watch', node, args: ['--watchAll'] })
    const project = join(inject('installation'), 'projects/watch')
    const touch = (path: string): void => utimesSync(join(project, path), new Date(), new Date())
    const findRuns = (notes: readonly string[]): string[] =>
      notes.filter((line) => line.startsWith('watched'))
    await jest.noted('the first run', (notes) => findRuns(notes)[0])
    for (const [index, path] of ['watched.test.js', 'sources/server.json'].entries()) {
      const runs = index + 2
      await jest.noted(
        'the end of a run',
        () => countSummaries(jest.output()) >= runs - 1 || undefined,
      )
      touch(path)
      await jest.noted('another run', (notes) => findRuns(notes)[runs - 1])
    }
    const notes = await jest.noted('notes', (lines) => lines)
    const pids = findRuns(notes).map((line) => line.split(' ').slice(1))
    expect(new Set(pids.map(([api]) => api)).size).toBe(1)
    const [made, still, anew] = pids.map(([, each]) => each)
    expect(still).toBe(made)
    expect(anew).not.toBe(made)
    const family = jest.listFamily()
    expect(family).toContainEqual(expect.objectContaining(identityOf(Number(pids[0]?.[0]))))
    process.kill(jest.runner.pid, 'SIGINT')
    await expectDeaths(family)
  })
})

function findStarted({ notes }: Run): number[] {
  return notes.flatMap((line) => / started (\d+)$/.exec(line)?.slice(1).map(Number) ?? [])
}

function countSummaries(output: string): number {
  return output.split('Ran all test suites').length - 1
}
