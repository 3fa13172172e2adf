import { test as base } from '@playwright/test'
import { httpExecutor, processes } from '@mirakuru/playwright'
import { program } from '../note.js'

const serves = ['node', program('serves.mjs'), '{port}']

base.describe('a declaration', () => {
  const test = base.extend(
    processes({
      db: httpExecutor(serves),
      api: httpExecutor(serves, { env: { DB: '{db.prot}' } }),
    }),
  )
  test('with a misspelt value of another process', ({ api }) => {
    throw new Error(`${api.name} is ready after all`)
  })
})
