import { test as base } from '@playwright/test'
import { httpExecutor, processes } from '@mirakuru/playwright'
import { note, program } from '../note.js'

const test = base.extend(
  processes({
    store: httpExecutor(['node', program('serves.mjs'), '{port}'], {
      scope: 'worker',
      reset: ['node', '-e', 'fs.appendFileSync(process.env.NOTES, "reset store\\n")'],
    }),
  }),
)

for (const name of ['first', 'second'])
  test(`reset ${name}`, ({ store }) => {
    note(`reset ${name} has store ${store.pid}`)
  })
