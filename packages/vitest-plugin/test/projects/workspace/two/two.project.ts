import { useProcess } from '@mirakuru/vitest-plugin'
import { expect, inject, test } from 'vitest'
import { note } from '../../note.js'

const api = useProcess('api')

test('project two', () => {
  expect(api.pid).toBe(inject('mirakuru')['api']?.pid)
  note(`two uses ${api.pid}`)
})
