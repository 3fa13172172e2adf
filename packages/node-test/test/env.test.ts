import { dirname } from 'node:path'
import { describe, expect, inject, test } from 'vitest'
import { expectGone } from '../../core/test/support/deaths.js'
import { runNodeTest, versions, type RunOptions } from './support/run-node-test.js'
import type { Run } from '../../core/test/support/run.js'

const env = { GONE: 'still there' }

function run(options: Partial<RunOptions>): Promise<Run> {
  const args = ['--import=@mirakuru/node-test/env', ...(options.args ?? [])]
  return runNodeTest({ project: 'env', ...options, args, env: { ...env, ...options.env } })
}

async function expectNothingLeft({ notes }: Run): Promise<void> {
  const started = notes.map((line) => / started (\d+)$/.exec(line)?.[1])
  await expectGone(started.filter((pid) => pid !== undefined).map(Number))
}

const files = ['values-a.test.mjs', 'values-b.test.cjs']

describe.each(versions)('env of the block, Node %s', (version) => {
  test.concurrent('is set before anything of a file is loaded', async () => {
    const result = await run({ version, files })
    expect(result.exitCode, result.output).toBe(0)
    const had = result.notes
      .map((line) => /^\w has (\S+) (\S+)/.exec(line))
      .filter((each) => each !== null)
    expect(had).toHaveLength(2)
    expect(new Set(had.map(([, , ofFile]) => ofFile)).size).toBe(2)
    const started = result.notes.filter((line) => line.startsWith('ofFile started'))
    expect(started).toHaveLength(2)
    await expectNothingLeft(result)
  })

  test.concurrent('a crash of what it names ends the test that runs, as any other', async () => {
    const result = await run({ version, files: ['crash.test.mjs'] })
    expect(result.test('waits for ever').message).toContain(
      '"ofFile" was killed unexpectedly by SIGKILL',
    )
    await expectNothingLeft(result)
  })

  test.concurrent('what does not start fails the file with the usual error', async () => {
    const MIRAKURU_PROCESSES = 'broken.json'
    const result = await run({ version, files, env: { MIRAKURU_PROCESSES } })
    expect(result.exitCode).toBe(1)
    expect(result.output).toContain('Cannot start "broken": it exited with code 3')
    expect(result.output).toContain('"env" of the configuration needs it for BROKEN')
    expect(result.output).not.toContain('a has the values')
  })

  test.concurrent('what is wrong with it fails the file before anything is started', async () => {
    const MIRAKURU_PROCESSES = 'misspelt.mjs'
    const result = await run({ version, files, env: { MIRAKURU_PROCESSES } })
    expect(result.output).toContain('DB_URL: "db" has scope "test": each test has another')
    expect(result.output).toContain('OTHER: {dbb.url} names an unknown process "dbb"')
  })

  test.concurrent.each([
    ['unknown.mjs', /beside "processes" there can be "env", but not "envs"/],
    ['missing.json', /Cannot read ".*missing\.json": there is no such file/],
  ])('what cannot be read, as %s, fails the file', async (MIRAKURU_PROCESSES, expected) => {
    const result = await run({ version, files, env: { MIRAKURU_PROCESSES } })
    expect(result.exitCode).toBe(1)
    expect(result.output).toMatch(expected)
    expect(result.output).not.toContain('a has')
  })

  test.concurrent('start() of a handle works at the top of a file', async () => {
    const result = await runNodeTest({ project: 'env', version, files: ['awaits.test.mjs'] })
    expect(result.exitCode, result.output).toBe(0)
    await expectNothingLeft(result)
  })
})

test('is set where there is no runner', async () => {
  const [file = ''] = files
  const alone = await run({ files: [file], isRunner: false })
  expect(alone.exitCode, alone.output).toBe(0)
  await expectNothingLeft(alone)
})

const newest = versions.at(-1) ?? ''
/** The oldest refuses to start with such an option, whoever starts it. */
const path = `${dirname(inject('nodes')[newest] ?? '')}:${process.env['PATH']}`

test.skipIf(newest === '20').each([
  ['as one word', { args: ['--test-isolation=none'] }],
  ['as two words', { args: ['--test-isolation', 'none'] }],
  ['in NODE_OPTIONS', { env: { NODE_OPTIONS: '--test-isolation=none', PATH: path } }],
])('is set where files are not isolated, which is said %s', async (_how, options) => {
  const together = await run({ version: newest, files: ['values-a.test.mjs'], ...options })
  expect(together.exitCode, together.output).toBe(0)
  expect(together.notes).toContainEqual(expect.stringMatching(/^a has /))
  await expectNothingLeft(together)
})
