import { httpExecutor, useProcess } from '@mirakuru/jest-environment'
import { ask, program } from '../../note'

const own = useProcess('own-swc')
const each = useProcess(httpExecutor(['node', program('serves.mjs'), '{port}'], { scope: 'test' }))

test('swc', async () => {
  expect(await ask(own.url)).toBe(String(own.pid))
  expect(await ask(each.url)).toBe(String(each.pid))
})
