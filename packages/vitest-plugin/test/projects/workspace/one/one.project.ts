import { useProcess } from '@mirakuru/vitest-plugin'
import { expect, inject, test } from 'vitest'
import { note } from '../../note.js'

const api = useProcess('api')

test('project one', () => {
  expect(api.pid).toBe(inject('mirakuru')['api']?.pid)
  note(`one uses ${api.pid}`)
})
