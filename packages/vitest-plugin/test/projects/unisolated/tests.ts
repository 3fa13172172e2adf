import { httpExecutor, useProcess } from '@mirakuru/vitest-plugin'
import { afterAll, expect, test as base } from 'vitest'
import { program } from '../note.js'

const serves = ['node', program('serves.mjs'), '{port}']
const test = base.extend({
  api: httpExecutor(['node', program('logs.mjs'), '{port}', '{name}'], { name: 'api' }),
  faulty: httpExecutor([...serves, '{name}', '3'], { name: 'faulty', expectedExitCode: 0 }),
})

/** The same tests in every file: all have to be watched over. */
export function declareTests(file: string): void {
  const reset = ['sh', '-c', 'echo "$1 was reset" >>"$NOTES"', 'sh', file]
  const shared = useProcess(httpExecutor(serves, { reset }))

  test(`${file} fails`, async ({ api }) => {
    await fetch(new URL(`/from-${file}`, api.url))
    expect(shared.url).toBe('another')
  })

  test(`${file} waits for ever`, { timeout: 20_000 }, async ({ api }) => {
    process.kill(Number(api.pid), 'SIGKILL')
    await new Promise(() => undefined)
  })

  test(`${file} leaves a process that ends badly`, ({ faulty }) =>
    expect(faulty.pid).toBeGreaterThan(0))
}

/** Vitest leaves out what it has to clean up when a hook at the end has thrown. */
export function declareHookThatThrows(): void {
  useProcess(httpExecutor([...serves, 'left'], { name: 'left' }))
  base('passes', () => undefined)
  afterAll(() => {
    throw new Error('thrown by a hook')
  })
}
