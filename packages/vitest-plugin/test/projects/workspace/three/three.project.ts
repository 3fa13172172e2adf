import { useProcess } from '@mirakuru/vitest-plugin'
import { expect, inject, test } from 'vitest'

const own = useProcess('own')

test('project three has a block of its own', () => {
  expect(own.pid).toBe(inject('mirakuru')['own']?.pid)
})
