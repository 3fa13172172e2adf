import { describe, test } from 'node:test'
import { httpExecutor, tcpExecutor, useProcess } from '@mirakuru/node-test'
import { programs } from '../note.mjs'

const serves = ['node', `${programs}/serves.mjs`, '{port}']

declares('with a misspelt value of another process', { env: { DB: '{db.prot}' } })
declares('with a scope that outlives what it depends on', {
  scope: 'run',
  env: { DB: '{db.port}' },
})

describe('a file that reads a handle too early', () => {
  const api = useProcess(tcpExecutor(serves, { name: 'api' }))
  test(`is not run with ${api.port}`, () => undefined)
})

function declares(title, options) {
  describe('a declaration', () => {
    const api = useProcess(httpExecutor(serves, { name: 'api', ...options }))
    test(title, () => {
      throw new Error(`${api.name} is ready after all`)
    })
  })
}
