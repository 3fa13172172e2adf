const { httpExecutor, useProcess } = require('@mirakuru/jest-environment')
const { ask, note, program } = require('../note')

jest.setTimeout(20_000) // none of what follows comes near it

const serves = ['node', program('serves.mjs'), '{port}']
const use = (name, options) => useProcess(httpExecutor(serves, { name, ...options }))
const useOwn = (name, options) => use(name, { scope: 'test', ...options })
const forEver = () => new Promise(() => undefined)
const pause = (duration) => new Promise((resolve) => setTimeout(resolve, duration))
const crash = async ({ url }, how) => {
  await ask(url, `/exit/${how}`).catch(() => undefined)
}

describe('a crash in the body', () => {
  const api = useOwn('api')
  test('that waits for ever', async () => {
    void crash(api, 7)
    await forEver()
  })
  test('that does not notice', async () => {
    await crash(api, 7)
  })
  test('that fails because of it', async () => {
    await crash(api, 7)
    await ask(api.url)
  })
  test('with exit code 0', async () => {
    void crash(api, 0)
    await forEver()
  })
  test('by a signal', async () => {
    process.kill(api.pid, 'SIGKILL')
    await forEver()
  })
  test('that takes a callback', (done) => {
    void crash(api, 7)
    setTimeout(() => done(), 200)
  })
  test('that is a generator', function* () {
    yield crash(api, 7)
    yield pause(100)
  })
  test.each([7])('of a table %i', async (code) => {
    void crash(api, code)
    await forEver()
  })
  test.failing('that is to fail', async () => {
    void crash(api, 7)
    await forEver()
  })
  test('that returns nothing', () => {
    process.kill(api.pid, 'SIGKILL')
  })
  test('leaves the next test alone', async () => {
    expect(await ask(api.url)).toBe(String(api.pid))
  })
})

describe('what can be waited for but is no promise', () => {
  useOwn('api')
  // eslint-disable-next-line unicorn/no-thenable -- queries of databases have no more
  const soon = () => ({ then: (settle) => void setTimeout(() => settle(), 0) })
  beforeEach(soon)
  test('ends its test', soon)
})

describe('a crash that is ignored', () => {
  const careless = useOwn('careless', { onCrash: 'ignore' })
  test('of a process that may', async () => {
    await crash(careless, 7)
    await pause(100)
  })
})

describe('a crash of what it refers to is ignored as well', () => {
  const careless = useProcess('careless')
  test('and does not fail its test', async () => {
    await ask(await ask(careless.url, '/env/DB'), '/exit/6').catch(() => undefined)
    await pause(100)
  })
})

describe('an end that was asked for', () => {
  const api = useOwn('api')
  test('is no crash', async () => {
    await api.stop()
    await api.start()
    await api.kill()
    await api.start()
    await api.restart()
    await api.stopped(() => undefined)
    const gone = api.waitFor(async () => !(await api.running()), { timeout: 5_000 })
    void crash(api, 7)
    await gone.catch(() => undefined)
  })
})

describe('a crash in a hook', () => {
  const hooked = useOwn('hooked')
  beforeEach(async () => {
    if (!expect.getState().currentTestName.endsWith('before the test')) return
    void crash(hooked, 3)
    await forEver()
  })
  afterEach(async () => {
    note(`cleaned up after ${expect.getState().currentTestName}`)
    if (expect.getState().currentTestName.endsWith('after the test')) {
      void crash(hooked, 3)
      await forEver()
    }
  })
  test('before the test', () => note('never run'))
  test('after the test', () => undefined)
})

describe('a crash before all tests', () => {
  const prepared = use('prepared')
  beforeAll(async () => {
    void crash(prepared, 3)
    await forEver()
  })
  test('fails the first', () => note('never run'))
  test('fails the second', () => note('never run'))
})

describe('a crash of a process of the file', () => {
  const shared = use('shared')
  test('fails the test that runs', async () => {
    void crash(shared, 4)
    await forEver()
  })
  test('and the next one without running it', () => note('never run'))
  test('and the one after that', () => note('never run'))
})

describe('a crash between two tests', () => {
  const between = use('between')
  test('first', () => {
    setTimeout(() => process.kill(between.pid, 'SIGKILL'), 0)
  })
  describe('elsewhere', () => {
    // It starts before the next test does.
    const other = useProcess(
      httpExecutor(['node', program('listens-late.mjs'), '{port}', '200'], { scope: 'test' }),
    )
    test('is told by the next one', () => void other.port)
  })
})

describe('a crash of a process that is restarted', () => {
  const restarted = use('restarted', { onCrash: 'restart' })
  test('fails the one that runs', async () => {
    void crash(restarted, 4)
    await forEver()
  })
  test('and the next one has a new process', async () => {
    expect(await ask(restarted.url)).toBe(String(restarted.pid))
  })
})

describe('a crash before a block within', () => {
  const again = use('again', { onCrash: 'restart' })
  test('fails the test before it', async () => {
    void crash(again, 4)
    await forEver()
  })
  describe('within', () => {
    let answer
    beforeAll(async () => {
      answer = await ask(again.url)
    })
    test('is over when its hooks run', () => {
      expect(answer).toBe(String(again.pid))
    })
  })
})

describe('a crash while tests run side by side', () => {
  const common = use('common')
  test.concurrent('fails one that runs', async () => {
    await pause(50)
    void crash(common, 5)
    await forEver()
  })
  test.concurrent('fails another one that runs', forEver)
})

describe('a crash of what a process depends on', () => {
  const db = useProcess('db')
  const web = useProcess('web')
  test('is told once', async () => {
    void crash(db, 6)
    await ask(web.url)
    await forEver()
  })
})

describe('a crash of a process of the run', () => {
  const ofRun = useProcess('ofRun')
  test('fails the test that has it', async () => {
    void crash(ofRun, 8)
    await forEver()
  })
})

describe('a crash that a stack explains', () => {
  const thrower = useOwn('thrower')
  test('is told with it', async () => {
    void crash(thrower, 'badly')
    await forEver()
  })
})
