import { expect, test } from 'vitest'
import { expectGone } from '../../core/test/support/deaths.js'
import { runPlaywright } from './support/run-playwright.js'

const common = { project: 'env', env: { GONE: 'still there' } }

test('env of withProcesses() is set before any test file is loaded', async () => {
  const run = await runPlaywright({ ...common, args: ['values.spec', '--repeat-each=2'] })
  expect(run.exitCode, run.output).toBe(0)
  const had = run.notes.filter((line) => line.startsWith('has '))
  expect(had).toHaveLength(2)
  expect(new Set(had).size).toBe(1)
  const started = run.notes.filter((line) => line.includes('started'))
  await expectGone(started.map((line) => Number(line.split(' ').at(-1))))
})

test('a crash of what it names ends a test that has fixtures of processes', async () => {
  const run = await runPlaywright({ ...common, args: ['crash.spec'] })
  expect(run.test('waits for ever').message).toContain('"db" was killed unexpectedly by SIGKILL')
})

test('env that names what is not there yet is refused by the configuration', async () => {
  const env = { WRONG: 'scopes' }
  const run = await runPlaywright({ ...common, args: ['values.spec'], env })
  expect(run.exitCode).toBe(1)
  expect(run.output).toContain('A: "ofTest" has scope "test": each test has another')
  expect(run.output).toContain(
    'B: "ofWorker" has scope "worker", and is not there when Playwright loads the test files; give "ofWorker" scope "run"',
  )
  expect(run.output).toContain('C: {dbb.url} names an unknown process "dbb"')
  expect(run.notes).toEqual([])
})
