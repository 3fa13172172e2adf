import { describe, expect, test } from 'vitest'
import { runNodeTest, versions } from './support/run-node-test.js'

const [own, ...others] = versions
const file = 'nothing.test.mjs'

describe.each([...new Set([own, others.at(-1)])])('Node %s starts nothing', (version) => {
  test.concurrent.each([
    ['where every test is skipped', [file], { SKIPS: 'yes' }, []],
    ['where a block is skipped', [file], { SKIPS_BLOCK: 'yes' }, []],
    ['where no test has the name', [file], {}, ['--test-name-pattern=nothing']],
    ['for others than the only tests', [file, 'only.test.mjs'], {}, ['--test-only']],
  ])('%s', async (_where, files, env, args) => {
    const run = await runNodeTest({ project: 'selection', version, files, env, args })
    expect(run.exitCode, run.output).toBe(0)
    expect(run.notes.filter((line) => line !== 'ran')).toEqual([])
  })

  test.concurrent('for a block without a test of the name', async () => {
    const args = ['--test-name-pattern=some']
    const run = await runNodeTest({ project: 'selection', version, files: ['some.test.mjs'], args })
    expect(run.notes.map((line) => line.split(' ')[0])).toEqual(['wanted', 'ran', 'wanted'])
  })
})
