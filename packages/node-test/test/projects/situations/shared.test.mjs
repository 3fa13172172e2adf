import { describe, test } from 'node:test'
import { startProcess } from '@mirakuru/node-test'
import { programs } from '../note.mjs'

const { default: situations } = await import(`${programs}/situations.cjs`)

describe('at once', { concurrency: true }, () => {
  for (const [group, declarations] of Object.entries(situations.describeSituations(8_000)))
    describe(group, { concurrency: true }, () => {
      for (const [title, declaration] of Object.entries(declarations))
        test(title, (t) => startProcess(t, declaration))
    })
})
