import { useProcess } from '@mirakuru/vitest-plugin'
import { test } from 'vitest'

const db = useProcess('wep')

test('is not collected', () => {
  throw new Error(`there is ${db.name} after all`)
})
