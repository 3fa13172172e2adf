import { useProcess, type HttpHandle } from '@mirakuru/vitest-plugin'
import { describe, test } from 'vitest'

declare module '@mirakuru/vitest-plugin' {
  interface Processes {
    api: HttpHandle
  }
}

const api = useProcess('api')

describe('a crash in scope run', () => {
  test('in the test that runs', async () => {
    await fetch(new URL('/exit/8', api.url)).catch(() => undefined)
    await new Promise(() => undefined)
  })
  test('before the tests that follow', () => undefined)
})
