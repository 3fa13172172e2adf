import { useProcess } from '@mirakuru/jest-environment'

const api = useProcess('api')

test('greets', async () => {
  expect(await greet('ada')).toEqual({ hello: 'ada', visits: 1 })
})

test('counts the visits of each name', async () => {
  expect(await greet('ada')).toEqual({ hello: 'ada', visits: 2 })
})

test('serves again after a crash and a restart', async () => {
  await api.kill()
  await expect(fetch(api.url)).rejects.toThrow('fetch failed')
  await api.start()
  // The counter was not killed: it goes on where it was.
  expect(await greet('ada')).toEqual({ hello: 'ada', visits: 3 })
})

async function greet(name) {
  return (await fetch(new URL(name, api.url))).json()
}
