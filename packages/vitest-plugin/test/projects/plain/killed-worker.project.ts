import { test as base } from 'vitest'
import { httpExecutor } from '@mirakuru/vitest-plugin'
import { note, program } from '../note.js'

const test = base.extend({
  api: httpExecutor(['sh', '-c', `node ${program('serves.mjs')} {port} & sleep 1000`]),
})

test('kills its own worker', async ({ api }) => {
  note(api.pid)
  note(await (await fetch(api.url)).text())
  process.kill(process.pid, 'SIGKILL')
})
