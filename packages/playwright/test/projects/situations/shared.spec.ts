import { createRequire } from 'node:module'
import type { Declaration } from '@mirakuru/core/declaration'
import { test as base } from '@playwright/test'
import { processes } from '@mirakuru/playwright'
import type * as Situations from '../../../../core/test/programs/situations.cjs'
import { program } from '../note.js'

const require = createRequire(import.meta.url)
const { describeSituations } = require(program('situations.cjs')) as typeof Situations

base.describe.configure({ mode: 'parallel' })

for (const [group, declarations] of Object.entries(describeSituations(4_000)))
  base.describe(group, () => {
    for (const [title, declaration] of Object.entries(declarations)) {
      const test = base.extend(processes({ needed: declaration as Declaration }))
      // Playwright needs no new worker behind a failure that it expects.
      test.fail(title, ({ needed }) => {
        throw new Error(`${needed.name} is ready after all`)
      })
    }
  })
