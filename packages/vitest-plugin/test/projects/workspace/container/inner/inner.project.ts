import { useProcess } from '@mirakuru/vitest-plugin'
import { expect, inject, test } from 'vitest'

const contained = useProcess('contained')

test('project inner inherits its block', () => {
  expect(contained.pid).toBe(inject('mirakuru')['contained']?.pid)
})
