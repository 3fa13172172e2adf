import { test as base } from '@playwright/test'
import { httpExecutor, processes } from '@mirakuru/playwright'
import { program } from '../note.js'

const serves = ['node', program('serves.mjs'), '{port}']

const test = base.extend(
  processes({
    db: httpExecutor(serves, { scope: 'file' }),
    api: httpExecutor(serves, { scope: 'run', env: { DB: '{db.port}' } }),
  }),
)

test('is not run', ({ api }) => {
  throw new Error(`${api.name} is ready after all`)
})
