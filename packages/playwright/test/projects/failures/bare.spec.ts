import { createExecutor } from '@mirakuru/core'
import { expect, test as base } from '@playwright/test'
import { httpExecutor, type HttpHandle } from '@mirakuru/playwright'
import { note, program } from '../note.js'

const command = ['node', program('serves.mjs'), '{port}']
const options = { url: 'http://{host}:{port}/' }
const api = httpExecutor(command, options)
const test = base.extend<{ api: HttpHandle }>({ api: api as never })

test('is given a declaration', ({ api: { url } }) => note(`never ${url}`))

base('has a declaration for an executor in this process', async () => {
  expect(JSON.parse(JSON.stringify({ ...api }))).toEqual({ executor: 'http', command, ...options })
  expect(JSON.parse(JSON.stringify(api))).toEqual({ ...api })
  const executor = await createExecutor(api).start()
  expect((await fetch(executor.url)).status).toBe(200)
  await executor.stop()
})
