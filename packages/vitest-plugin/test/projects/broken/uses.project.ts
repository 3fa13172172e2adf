import { useProcess } from '@mirakuru/vitest-plugin'
import { expect, test } from 'vitest'

const api = useProcess('api')

test('passes', async () => {
  await expect(fetch(new URL('/exit/5', api.url))).rejects.toThrow('fetch failed')
})
