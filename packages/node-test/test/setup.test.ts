import { describe, expect, test } from 'vitest'
import { runNodeTest, versions } from './support/run-node-test.js'

const newest = versions.at(-1)
const args = ['--test-global-setup=setup.mjs']
const common = { project: 'setup', version: newest, args }

describe('a global setup', () => {
  test.concurrent('starts the processes of the run before the first test', async () => {
    const env = { MIRAKURU_PROCESSES: 'processes.mjs' }
    const run = await runNodeTest({ ...common, env, files: ['later.test.mjs'] })
    expect(run.exitCode, run.output).toBe(0)
    expect(run.notes.map((line) => line.replace(/ \d+$/, ''))).toEqual([
      'db started',
      'ran',
      'db stopped',
    ])
  })

  test.concurrent('is no test run where one cannot be started', async () => {
    const env = { MIRAKURU_PROCESSES: 'broken.json' }
    const run = await runNodeTest({ ...common, env, files: ['later.test.mjs'] })
    expect(run.exitCode).not.toBe(0)
    expect(run.output).toContain('Cannot start "broken": it exited with code 3 before ')
    expect(run.notes).not.toContain('ran')
  })

  test.concurrent('fails the run for what crashes unused, and says what', async () => {
    const env = { MIRAKURU_PROCESSES: 'ends.json' }
    const run = await runNodeTest({ ...common, env, files: ['ends.test.mjs'] })
    expect(run.test('ends what no test uses, and sees it gone').status).toBe('pass')
    expect(run.exitCode).toBe(1)
    expect(run.output).toMatch(
      /^mirakuru: 1 process started, .*, 1 crashed, which fails the run\n\nmirakuru: "api" exited unexpectedly with code 7\n/m,
    )
  })

  test.concurrent(
    'says in which file processes are declared badly, and shows no calls of ours',
    async () => {
      const env = { MIRAKURU_PROCESSES: 'invalid.json' }
      const run = await runNodeTest({ ...common, env, files: ['uses.test.mjs'] })
      expect(run.exitCode).not.toBe(0)
      expect(run.output).toContain(
        'Invalid processes of invalid.json:\n  - db.prot: unknown option; did you mean "port"?',
      )
      expect(run.output).not.toMatch(/^ +at .*mirakuru/m)
    },
  )

  test.concurrent('says where the block should be', async () => {
    const run = await runNodeTest({ ...common, env: { MIRAKURU_PROCESSES: 'none.json' } })
    expect(run.exitCode).not.toBe(0)
    expect(run.output).toMatch(/Cannot read ".*\/none\.json": there is no such file/)
  })
})

test.concurrent.each(versions)(
  'a module is a block, and CommonJS has it, Node %s',
  async (version) => {
    const env = { MIRAKURU_PROCESSES: './processes.mjs' }
    const files = ['uses.test.mjs', 'required.test.cjs']
    const run = await runNodeTest({ project: 'setup', version, env, files })
    for (const title of ['uses a block', 'requires the package'])
      expect(run.test(title)).toMatchObject({ status: 'pass', message: '' })
    expect(run.output).not.toContain('Warning')
  },
)

test('A run whose supervisor is traced ends', async () => {
  const env = { MIRAKURU_PROCESSES: 'processes.mjs', MIRAKURU_DEBUG: '1' }
  const run = await runNodeTest({ project: 'setup', env, files: ['uses.test.mjs'] })
  expect(run.exitCode, run.output).toBe(0)
})
