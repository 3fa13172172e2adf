import { beforeAll, describe, expect, test } from 'vitest'
import { expectGone } from '../../core/test/support/deaths.js'
import { runNodeTest, versions } from './support/run-node-test.js'
import type { Run } from '../../core/test/support/run.js'

const files = ['a', 'b']
const [own, ...others] = versions
const newest = others.at(-1) ?? own
const at2 = ['--test-concurrency=2']
const setup = '--test-global-setup=setup.mjs'

const ways: readonly (readonly [string, string | undefined, readonly string[]])[] = [
  ['a process for each file', own, at2],
  ['a process for each file', '22', at2],
  ['a global setup', '24', [...at2, setup]],
  ['a process for each file', newest, at2],
  ['one process for all files', newest, ['--test-isolation=none', setup]],
]

describe.each(ways)('%s, Node %s, %j', (way, version, args) => {
  const isOne = way.startsWith('one')
  let run: Run
  const started = (name: string): string[] =>
    run.notes.filter((line) => line.startsWith(`${name} started`))
  const seen = (file: string, what: string): string[] => {
    const line = run.notes.find((each) => each.startsWith(`${file} ${what} `)) ?? ''
    return line.slice(`${file} ${what} `.length).split(' ')
  }
  const column = (what: string, index: number): (string | undefined)[] =>
    files.map((file) => seen(file, what)[index])

  beforeAll(async () => {
    const env = { TOGETHER: isOne ? 'no' : 'yes' }
    run = await runNodeTest({ project: 'scopes', version, args, env })
    expect(run.tests.filter(({ status }) => status === 'fail')).toEqual([])
    expect(run.exitCode, run.output).toBe(0)
    expect(run.tests.length).toBeGreaterThanOrEqual(2 * 10)
  })

  test('a process of the run is started once, and files that run at once share it', () => {
    for (const name of ['db', 'api']) expect(started(name)).toHaveLength(1)
    expect(new Set([...column('first', 0), ...column('second', 0)]).size).toBe(1)
  })

  test('a process of a slot is started once for each slot', () => {
    const slots = new Set([...column('first', 2), ...column('second', 2)])
    expect(slots.size).toBe(started('slot').length)
    // Older ones do not number what they start.
    expect(slots.size).toBe(Number(version) < 24 || isOne ? 1 : 2)
  })

  test('a process of a file is the same for all of its tests', () => {
    for (const index of [3, 5]) expect(column('first', index)).toEqual(column('second', index))
    expect(started('ofFile')).toHaveLength(isOne ? 1 : 2)
    expect(started('own')).toHaveLength(2)
    expect(new Set(column('first', 5)).size).toBe(2)
  })

  test('a process of a test is another in every test, but not in a test inside it', () => {
    expect(new Set([...column('first', 4), ...column('second', 4)]).size).toBe(4)
  })

  test('a process of a describe block is there for its hooks, and only for that block', () => {
    expect(started('inside')).toHaveLength(2)
    expect(column('inside', 0)).toEqual(column('prepares', 0))
    expect(column('cleans up', 0)).toEqual(['true', 'true'])
  })

  test('a process that a test starts is there until its hooks are over', () => {
    expect(column('mine', 0)).toEqual(column('mine', 1))
    expect(started('mine')).toHaveLength(2)
    expect(started('atOnce')).toHaveLength(4)
  })

  test('nothing is left', async () => {
    const pids = run.notes.flatMap((line) => / started (\d+)$/.exec(line)?.[1] ?? [])
    await expectGone(pids.map(Number))
  })
})

test('a file that is run without the runner has its processes as well', async () => {
  const options = { project: 'scopes', files: ['a.test.mjs'], isRunner: false }
  const run = await runNodeTest(options)
  expect(run.exitCode, run.output).toBe(0)
  expect(run.notes.filter((line) => line.startsWith('db started'))).toHaveLength(1)
})
