import { join } from 'node:path'
import { expect, inject, test } from 'vitest'
import { expectKeptBetweenRuns } from '../../core/test/support/keepers.js'
import { runVitest } from './support/run-vitest.js'

test.each(Object.entries(inject('installations')))(
  'What is kept lives on between runs of Vitest %s',
  async (version, { folder }) => {
    expect.hasAssertions()
    await expectKeptBetweenRuns(join(folder, 'projects/kept'), (env) =>
      runVitest({ project: 'kept', version, env }),
    )
  },
)
