import { httpExecutor, useProcess } from '@mirakuru/vitest-plugin'
import type { HttpHandle, TcpHandle } from '@mirakuru/vitest-plugin'
import { afterAll, beforeAll, expect, inject, test as base } from 'vitest'
import { note, program } from '../note.js'

const serves = ['node', program('serves.mjs'), '{port}', '{name}']

/** The same tests in every file: what is shared shows in the notes. */
export function declareTests(file: string): void {
  const test = base.extend({
    shared: httpExecutor(serves, { name: 'shared', scope: 'run' }),
    inFile: httpExecutor(serves, { name: 'inFile', scope: 'file', env: { PORT: '{shared.port}' } }),
    inTest: httpExecutor(serves, { name: 'inTest', env: { PORT: '{inFile.port}' } }),
  })
  const db = useProcess('db') as TcpHandle
  const api = useProcess('api') as HttpHandle
  const slot = useProcess('slot') as HttpHandle
  const ofFile = useProcess('ofFile') as HttpHandle
  const ofTest = useProcess('ofTest') as HttpHandle
  const own = useProcess(
    httpExecutor(serves, {
      name: 'own',
      env: { DB: '{db.port}', API: '{api.url}', OF_FILE: '{ofFile.port}' },
    }),
  )
  const slotNumber = process.env['VITEST_POOL_ID']
  const ask = async (url: string, path = ''): Promise<string> =>
    (await fetch(new URL(path, url))).text()

  beforeAll(() => note(`${file} beforeAll ${own.pid}`))
  afterAll(async () => note(`${file} afterAll ${await own.running()}`))

  test('fixtures of all scopes', async ({ shared, inFile, inTest }) => {
    expect(await ask(inFile.url, '/env/PORT')).toBe(String(shared.port))
    expect(await ask(inTest.url, '/env/PORT')).toBe(String(inFile.port))
    note(`${file} one ${shared.pid} ${inFile.pid} ${inTest.pid}`)
  })

  test('fixtures once more', async ({ shared, inFile, inTest }) => {
    note(`${file} two ${shared.pid} ${inFile.pid} ${inTest.pid}`)
  })

  test('processes of the block', async () => {
    expect(await ask(api.url, '/env/DB')).toBe(`${db.host}:${db.port}`)
    expect(await ask(slot.url, '/env/SLOT')).toBe(slotNumber)
    expect(await ask(ofFile.url, '/env/DB')).toBe(String(db.port))
    expect(await ask(ofTest.url, '/env/FILE_PORT')).toBe(String(ofFile.port))
    expect(await ask(own.url, '/env/DB')).toBe(String(db.port))
    expect(await ask(own.url, '/env/API')).toBe(api.url)
    expect(await ask(own.url, '/env/OF_FILE')).toBe(String(ofFile.port))
    const { api: told } = inject('mirakuru')
    expect(told).toMatchObject({ name: 'api', pid: api.pid, port: api.port, url: api.url })
    expect(Object.keys(inject('mirakuru')).toSorted()).toEqual(['api', 'db'])
    note(`${file} block ${db.pid} ${api.pid} ${slotNumber}=${slot.pid} ${ofFile.pid} ${ofTest.pid}`)
  })

  test('processes of the block once more', () => {
    note(`${file} again ${ofTest.pid}`)
  })
}
