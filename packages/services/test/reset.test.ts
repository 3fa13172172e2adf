import { expect, test as base } from 'vitest'
import * as fixtures from '../src/vitest.js'
import { isMissing, table, type Row } from './support/table.js'

type Name = keyof typeof fixtures
const resettable = Object.entries(table).filter(
  // Those of slow ones are tested with their parts, on one server.
  ([, row]) => row.hasReset && row.isSlow !== true,
) as [Name, Row][]

for (const [name, row] of resettable) {
  const missing = isMissing(row)
  const test = base.extend({ server: fixtures[name]({ scope: 'file', reset: true }) })

  test.skipIf(missing)(`${name}() with reset is filled by a test`, async ({ server }) => {
    const client = await row.connect(server)
    await client.write()
    expect(await client.isWritten()).toBe(true)
    await client.close()
  })

  test.skipIf(missing)(`${name}() with reset is empty for the next`, async ({ server }) => {
    const client = await row.connect(server)
    expect(await client.isWritten()).toBe(false)
    await client.close()
  })
}
