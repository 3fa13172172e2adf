import { join } from 'node:path'
import { expect, inject, test } from 'vitest'
import { expectKeptBetweenRuns } from '../../core/test/support/keepers.js'
import { runJest } from './support/run-jest.js'

test.each(Object.keys(inject('nodes')))(
  'What is kept lives on between runs of Jest on Node %s',
  async (node) => {
    expect.hasAssertions()
    await expectKeptBetweenRuns(join(inject('installation'), 'projects/kept'), (env) =>
      runJest({ project: 'kept', node, env }),
    )
  },
)
