import { expect, test as base } from '@playwright/test'
import { httpExecutor, processes, tcpExecutor } from '@mirakuru/playwright'
import { note, program } from '../note.js'

const serves = ['node', program('serves.mjs'), '{port}']

const test = base
  .extend(
    processes({
      ofRun: tcpExecutor(serves, { scope: 'run' }),
      ofSlot: httpExecutor([...serves, 'ofSlot'], { scope: 'worker' }),
      ofFile: httpExecutor(serves, { scope: 'file' }),
    }),
  )
  .extend(processes({ api: httpExecutor([...serves, 'api'], { env: { DB: '{ofRun.port}' } }) }))
  .extend<{ answer: string }>({
    answer: async ({ api, request }, use) => use(await (await request.get(api.url)).text()),
  })

/** Says in notes which processes each test has. */
export function declareTests(file: string): void {
  test.beforeAll(({ api, ofFile }) => {
    note(`${file} before all: api ${api.pid}, ofFile ${ofFile.pid}`)
  })

  for (const name of ['first', 'second']) {
    test(`${file} ${name}`, async ({ ofRun, ofSlot, ofFile, api, answer, request }) => {
      expect(answer).toBe(String(api.pid))
      const db = await request.get(new URL('/env/DB', api.url).href)
      expect(await db.text()).toBe(String(ofRun.port))
      note(
        `${file} has ofRun ${ofRun.pid}, ofSlot ${ofSlot.pid}, ofFile ${ofFile.pid}, api ${api.pid}`,
      )
    })
  }

  test(`${file} needs none`, () => undefined)
}
