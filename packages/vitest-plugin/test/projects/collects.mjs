// What an editor does: it collects tests, and runs some of them later.
import { appendFileSync } from 'node:fs'
import { createVitest } from 'vitest/node'

const vitest = await createVitest('test', { watch: false })
const specifications = await vitest.globTestSpecifications(['uses'])
await vitest.collectTests(specifications)
appendFileSync(process.env['NOTES'], 'collected\n')
await vitest.runTestSpecifications(specifications.slice(0, 1))
await vitest.close()
