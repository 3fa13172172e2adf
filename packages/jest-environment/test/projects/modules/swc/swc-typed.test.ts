import { useProcess, type HttpHandle } from '@mirakuru/jest-environment'
import { ask } from '../../note'

declare module '@mirakuru/jest-environment' {
  interface Processes {
    'own-swc': HttpHandle
  }
}

const own = useProcess('own-swc')

test('swc with types', async () => {
  expect(await ask(own.url)).toBe(String(own.pid))
})
