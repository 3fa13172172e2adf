import { describe, expect, test } from 'vitest'
import { compareWithTable, type Difference } from '../../core/test/support/table-of-situations.js'
import { runNodeTest, versions, type RunOptions } from './support/run-node-test.js'

/** Those of Node's runner, see docs/node-test.md. */
const differences: readonly Difference[] = [
  {
    reason: 'before() hooks run ahead of the start, and a test can start a process by itself',
    titles: ['a file that reads a handle too early'],
    tells: (text) =>
      text.replace(
        /; use it in a test or a hook, .*/,
        ', or when start() of it is called; what modules read when they are loaded is set by "env" of the block; ' +
          'use it in a test, or in a before() hook that calls start() first',
      ),
  },
]

const blocks = {
  broken: 'a block of which a process does not start',
  invalid: 'a block that is invalid',
}
const [own, ...others] = versions

describe.each([...new Set([own, others.at(-1)])])('Node %s', (version) => {
  test('tells every situation as the table says', async () => {
    const files = ['shared', 'crashes', 'declarations'].map((name) => `${name}.test.mjs`)
    const common = { project: 'situations', version }
    const texts = new Map([
      ...(await tell({ ...common, files })),
      ...(await tell({ ...common, files: ['lost.test.mjs'] })),
    ])
    for (const [BLOCK, title] of Object.entries(blocks)) {
      const failed = await tell({ ...common, files: ['block.test.mjs'], env: { BLOCK } })
      texts.set(title, failed.get('needs a process of the block') ?? '')
    }
    const { told, wanted } = compareWithTable(texts, differences)
    expect(told).toEqual(wanted)
  }, 600_000)
})

/** What fails by itself, by its full title: a test, or a block that cannot be loaded. */
async function tell(options: RunOptions): Promise<Map<string, string>> {
  const env = { MIRAKURU_PROCESSES: 'block.cjs', BLOCK: 'sound', ...options.env }
  const run = await runNodeTest({ ...options, env })
  const failed = run.tests.filter(
    ({ status, message }) =>
      status === 'fail' && !/^(?:\d+ subtests? failed|test failed)?$/.test(message),
  )
  return new Map(
    failed.map(({ fullName, message }) => [fullName.replace(/^at once > /, ''), message]),
  )
}
