import { test } from 'node:test'
import { useProcess } from '@mirakuru/node-test'

const api = useProcess('api')

test('needs a process of the block', () => {
  throw new Error(`${api.name} is ready after all`)
})
