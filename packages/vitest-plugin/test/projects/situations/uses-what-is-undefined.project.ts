import { useProcess } from '@mirakuru/vitest-plugin'
import { test } from 'vitest'

const missing: unknown = undefined
const db = useProcess(missing as string)

test('is not collected', () => {
  throw new Error(`there is ${db.name} after all`)
})
