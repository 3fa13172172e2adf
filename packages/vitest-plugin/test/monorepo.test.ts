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
