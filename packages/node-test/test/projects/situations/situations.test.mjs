import { describe, test } from 'node:test'
import { startProcess } from '@mirakuru/node-test'

// Beside the projects when they are installed.
const programs = '../../programs'
const { default: situations } = await import(`${programs}/situations.cjs`)

describe('situations', { concurrency: true }, () => {
  for (const [group, declarations] of Object.entries(situations.describeSituations(8_000)))
    for (const [title, declaration] of Object.entries(declarations))
      test(`${group} > ${title}`, (t) => startProcess(t, declaration))
})
