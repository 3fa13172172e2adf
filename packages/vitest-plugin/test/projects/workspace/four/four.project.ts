import { useProcess } from '@mirakuru/vitest-plugin'
import { expect, inject, test } from 'vitest'

const inline = useProcess('inline')

test('project four has a block of its own', () => {
  expect(inline.pid).toBe(inject('mirakuru')['inline']?.pid)
})
