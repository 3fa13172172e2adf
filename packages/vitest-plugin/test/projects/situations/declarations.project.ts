import { httpExecutor, tcpExecutor, type Handle } from '@mirakuru/vitest-plugin'
import { describe, test as base } from 'vitest'
import { program } from '../note.js'

const serves = ['node', program('serves.mjs'), '{port}']
const unreachable = (...handles: readonly unknown[]): never => {
  throw new Error(`${handles.length} processes are ready after all`)
}

// Vitest knows fixtures of scope `file` outside of `describe` only.
const scopes = base.extend({
  db: tcpExecutor(serves, { scope: 'file' }),
  api: httpExecutor(serves, { scope: 'run', env: { DB: '{db.port}' } }),
})

describe('a declaration', () => {
  const reference = base.extend({
    db: tcpExecutor(serves),
    api: httpExecutor(serves, { env: { DB: '{db.prot}' } }),
  })
  reference('with a misspelt value of another process', ({ api }) => unreachable(api))

  scopes('with a scope that outlives what it depends on', ({ api }) => unreachable(api))

  const stranger = base.extend<{ db: string; api: Handle }>({
    db: async ({}, use) => use('no process'),
    api: httpExecutor(serves, { env: { DB: '{db.port}' } }),
  })
  stranger('that refers to a fixture that is no process', ({ api }) => unreachable(api))
})
