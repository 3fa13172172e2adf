import { expect, test as base } from '@playwright/test'
import { httpExecutor, processes, type Handle } from '@mirakuru/playwright'
import { note, program } from '../note.js'
import { crash, forever } from '../crash.js'

const serves = ['node', program('serves.mjs'), '{port}']

const test = base.extend(
  processes({
    mortal: httpExecutor(serves, { scope: 'worker' }),
    revived: httpExecutor(serves, { scope: 'worker', onCrash: 'restart' }),
    shared: httpExecutor(serves, { scope: 'worker' }),
    restarted: httpExecutor(serves, { scope: 'worker', onCrash: 'restart' }),
  }),
)

/** Of the test that is over. */
let left: Handle | undefined

// It runs when the processes of the test before have been given back.
test.afterAll(() => undefined)

for (const name of ['revived', 'mortal'] as const) {
  test.describe(`between tests: ${name}`, () => {
    test.describe('first', () => {
      test.afterAll(async () => {
        const { pid } = left ?? {}
        process.kill(Number(pid), 'SIGKILL')
        while ((await left?.running()) === true);
      })

      test(`${name} runs`, ({ mortal, revived }) => {
        left = { mortal, revived }[name]
      })
    })

    test(`${name} has crashed before`, async ({ mortal, revived, request }) => {
      note(`${name} found`)
      expect((await request.get({ mortal, revived }[name].url)).ok()).toBe(true)
    })
  })
}

test.describe('of a shared process', () => {
  test('fails the test that runs', async ({ shared }) => {
    await crash(shared, 4)
    await forever()
  })

  test('fails the next one, without running it', ({ shared }) => {
    note(`never run ${shared.pid}`)
  })

  test('restarted, fails the test that runs', async ({ restarted }) => {
    await crash(restarted, 4)
    await forever()
  })

  test('restarted, leaves the next one alone', async ({ restarted, request }) => {
    expect((await request.get(restarted.url)).ok()).toBe(true)
  })
})
