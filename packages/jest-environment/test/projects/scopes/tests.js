const { httpExecutor, useProcess } = require('@mirakuru/jest-environment')
const { ask, note, program } = require('../note')

const serves = ['node', program('serves.mjs'), '{port}', '{name}']

/** The same tests in every file: what is shared shows in the notes. */
exports.declareTests = (file) => {
  const db = useProcess('db')
  const api = useProcess('api')
  const slot = useProcess('slot')
  const ofFile = useProcess('ofFile')
  const ofTest = useProcess('ofTest')
  const own = useProcess(
    httpExecutor(serves, { name: 'own', env: { DB: '{db.port}', FILE: '{ofFile.port}' } }),
  )
  const slotNumber = process.env.JEST_WORKER_ID
  note(`${file} loaded ${String(own.name)}`)

  beforeAll(() => note(`${file} beforeAll ${own.pid}`))
  afterAll(async () => note(`${file} afterAll ${await own.running()}`))

  test(`processes of the block in ${file}`, async () => {
    expect(await ask(api.url, '/env/DB')).toBe(`${db.host}:${db.port}`)
    expect(await ask(slot.url, '/env/SLOT')).toBe(slotNumber)
    expect(await ask(ofFile.url, '/env/DB')).toBe(String(db.port))
    expect(await ask(ofTest.url, '/env/FILE_PORT')).toBe(String(ofFile.port))
    expect(await ask(own.url, '/env/DB')).toBe(String(db.port))
    expect(await ask(own.url, '/env/FILE')).toBe(String(ofFile.port))
    expect(await ask(own.url, '/env/FROM_SETUP_FILE')).toBe('yes')
    expect(await ask(api.url, '/env/FROM_SETUP_FILE')).toBe('undefined')
    note(`${file} block ${db.pid} ${api.pid} ${slotNumber}=${slot.pid} ${ofFile.pid} ${ofTest.pid}`)
  })

  test(`processes of the block once more in ${file}`, () => {
    note(`${file} again ${ofFile.pid} ${ofTest.pid}`)
  })

  describe('inside', () => {
    const inside = useProcess(httpExecutor(serves, { name: 'inside' }))
    const twin = useProcess(httpExecutor(serves, { name: 'inside' }))

    test(`a process of a describe block in ${file}`, () => {
      expect(inside.pid).not.toBe(twin.pid)
    })
  })

  describe('skipped', () => {
    useProcess(httpExecutor(serves, { name: 'unwanted' }))
    useProcess(httpExecutor(serves, { name: 'unwanted', scope: 'test' }))

    test.skip('skipped', () => undefined)
    test.todo('to do')
  })
}
