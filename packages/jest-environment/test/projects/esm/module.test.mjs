import { httpExecutor, useProcess } from '@mirakuru/jest-environment'

const api = useProcess('api')
const factory = useProcess('factory')
const bare = useProcess('bare')
const own = useProcess(httpExecutor('node ../../programs/serves.mjs {port}'))

test('native modules', async () => {
  expect(api.captures.port).toBe(String(api.port))
  expect(factory.captures.port).toBe(String(factory.port))
  expect(await (await fetch(own.url)).text()).toBe(String(own.pid))
})

test('a variable that is removed', async () => {
  expect(await (await fetch(new URL('/env/REMOVED', bare.url))).text()).toBe('undefined')
})
