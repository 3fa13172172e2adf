import { useProcess, type HttpHandle } from '@mirakuru/vitest-plugin'
import { describe, test } from 'vitest'

const api = useProcess('api') as HttpHandle

describe('a crash in scope run', () => {
  test('in the test that runs', async () => {
    await fetch(new URL('/exit/8', api.url)).catch(() => undefined)
    await new Promise(() => undefined)
  })
  test('before the tests that follow', () => undefined)
})
