import { expect, inject, test } from 'vitest'
import { runVitest } from './support/run-vitest.js'

const versions = Object.keys(inject('installations'))

test.each(versions)(
  'what tests declare is started in the folder of their project, Vitest %s',
  async (version) => {
    const [all, one] = await Promise.all([
      runVitest({ project: 'monorepo', version }),
      runVitest({ project: 'monorepo', version, args: ['--root', 'packages/a'] }),
    ])
    expect(all.exitCode, all.output).toBe(0)
    expect(all.tests).toHaveLength(2)
    expect(one.exitCode, one.output).toBe(0)
    expect(one.tests).toHaveLength(1)
  },
)

const warning =
  'mirakuru: the processes and variables of mirakuru() in vitest.config.ts reach no test'

test.each(versions)('a block that no project inherits is missed, Vitest %s', async (version) => {
  const [all, beside, one, empty] = await Promise.all([
    runVitest({ project: 'monorepo', version, env: { BLOCK: 'some' } }),
    runVitest({ project: 'monorepo', version, env: { BLOCK: 'some', OWN: 'yes' } }),
    runVitest({ project: 'monorepo', version, env: { BLOCK: 'some' }, args: ['--project', '*a*'] }),
    runVitest({ project: 'monorepo', version, env: { BLOCK: 'empty', OWN: 'yes' } }),
  ])
  for (const run of [all, beside]) expect(run.output.split(warning)).toHaveLength(2)
  expect(one.tests).toHaveLength(1)
  expect(one.output).not.toContain(warning)
  expect(empty.exitCode, empty.output).toBe(0)
  expect(empty.output).not.toContain(warning)
})
