import { expect, test as base } from 'vitest'
import * as fixtures from '../src/vitest.js'
import { isMissing, table } from './support/table.js'

const factories = new Map(Object.entries(fixtures))
const resettable = Object.entries(table).filter(
  // Those of slow ones are tested with their parts, on one server.
  ([, row]) => row.hasReset && row.isSlow !== true,
)

for (const [name, row] of resettable) {
  const missing = isMissing(row)
  const factory = factories.get(name)
  if (factory === undefined) throw new Error(`${name}() has no fixture`)
  const test = base.extend({ server: factory({ scope: 'file', reset: true }) })

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
