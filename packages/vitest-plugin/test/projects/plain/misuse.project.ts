import { httpExecutor, useProcess, type Handle } from '@mirakuru/vitest-plugin'
import { httpExecutor as declare } from '@mirakuru/vitest-plugin/config'
import { expect, test as base } from 'vitest'
import { program } from '../note.js'

const serves = ['node', program('serves.mjs'), '{port}']
const early = useProcess(httpExecutor(serves, { name: 'early' }))
const message = (read: () => unknown): string => {
  try {
    return `no error, but ${String(read())}`
  } catch (error) {
    return (error as Error).message
  }
}
const [portMessage, nameBefore] = [message(() => early.port), early.name]
const unknownMessage = message(() => useProcess('api'))

base('a handle is read too early', () => {
  expect(portMessage).toBe(
    '"early" is not started: useProcess() starts it before the first test of its file or describe block; use it in a test or a hook, ' +
      'or await its start() first where modules can await; what modules read when they are loaded is set by "env" in the configuration',
  )
  expect(nameBefore).toBe('early')
  expect(early.port).toBeGreaterThan(0)
})

base('there is no block', () => {
  expect(unknownMessage).toContain('add mirakuru({ processes: { api: … } }) to the plugins')
})

const stranger = base.extend<{ db: string; api: Handle }>({
  db: async ({}, use) => use('no process'),
  api: httpExecutor(serves, { env: { DB: '{db.port}' } }),
})
stranger('refers to a fixture that is no process', ({ api }) => expect(api).toBe('never reached'))

const longer = base.extend({
  db: httpExecutor(serves, { name: 'db', scope: 'file' }),
  api: httpExecutor(serves, { name: 'api', scope: 'run', env: { DB: '{db.port}' } }),
})
longer('lives longer than what it depends on', ({ api }) => expect(api).toBe('never reached'))

const misspelt = base.extend({
  db: httpExecutor(serves, { name: 'db' }),
  api: httpExecutor(serves, { name: 'api', env: { DB: '{db.prot}' } }),
})
misspelt('misspells a value', ({ api }) => expect(api).toBe('never reached'))

const bare = base.extend({
  cache: declare(serves) as object as { executor: string },
  unused: declare(serves) as object as { executor: string },
})
for (const title of ['uses a declaration', 'uses it again'])
  bare(title, ({ cache }) => expect(cache.executor).toBe('http'))
