import { httpExecutor, tcpExecutor } from '@mirakuru/vitest-plugin'
import { expect, test as base } from 'vitest'
import { program } from '../note.js'

const serves = ['node', program('serves.mjs'), '{port}']

const test = base.extend({
  db: tcpExecutor(serves, { name: 'db' }),
  api: httpExecutor(serves, { name: 'api', env: { DB: '{dbb.port}' } }),
})

test('is not collected', ({ api }) => expect(api).toBe('never reached'))
