const { httpExecutor, outputExecutor, useProcess } = require('@mirakuru/jest-environment')
const { ask, program } = require('../../note')
const { node, serves, shell } = require('../fails')

const { crash, crashToDeath, killToDeath, killWhileAsking } = require(program('crashes.cjs'))

jest.setTimeout(20_000)

const use = (name, options) => useProcess(httpExecutor(serves, { name, ...options }))
const useOwn = (name) => use(name, { scope: 'test' })
const forEver = () => new Promise(() => undefined)
const isRunning = (title) => expect.getState().currentTestName.endsWith(title)

describe('a crash', () => {
  const api = useOwn('api')
  test('while the body waits', async () => {
    void crash(api, 7)
    await forEver()
  })
  test('that makes an assertion fail', async () => {
    killToDeath(api)
    expect('no answer').toBe('an answer')
  })
  test('that the body does not notice', async () => {
    await crashToDeath(api, 7)
  })
  test('with exit code 0', async () => {
    void crash(api, 0)
    await forEver()
  })
  test('by a signal', async () => {
    process.kill(api.pid, 'SIGKILL')
    await forEver()
  })
  test('by an error that it has not caught', async () => {
    void crash(api, 'badly')
    await forEver()
  })
})

describe('a crash', () => {
  const silent = useProcess(
    outputExecutor(node('never-answers.mjs', '{port}'), {
      name: 'silent',
      scope: 'test',
      banner: 'ready',
    }),
  )
  test('that makes the body fail', () => killWhileAsking(silent))
})

describe('a crash in a hook', () => {
  const api = useOwn('api')
  beforeEach(async () => {
    if (!isRunning('beforeEach')) return
    void crash(api, 3)
    await forEver()
  })
  afterEach(async () => {
    if (!isRunning('afterEach')) return
    void crash(api, 3)
    await forEver()
  })
  test('beforeEach', () => undefined)
  test('afterEach', () => undefined)
})

describe('a crash in beforeAll', () => {
  const shared = use('shared')
  beforeAll(async () => {
    void crash(shared, 3)
    await forEver()
  })
  test('is told by the test that follows', () => undefined)
})

describe('a crash in scope file', () => {
  const shared = use('shared')
  test('in the test that runs', async () => {
    void crash(shared, 4)
    await forEver()
  })
  test('before the tests that follow', () => undefined)
})

describe('a crash in scope run', () => {
  const api = useProcess('api')
  test('in the test that runs', async () => {
    void crash(api, 8)
    await forEver()
  })
  test('before the tests that follow', () => undefined)
})

describe('a crash between two tests', () => {
  const between = use('between')
  test('of which the first passes', () => {
    setTimeout(() => process.kill(between.pid, 'SIGKILL'), 0)
  })
  test('of which the second tells it', forEver)
})

describe('a crash in concurrent tests', () => {
  const common = use('common')
  let begin
  const begun = new Promise((resolve) => (begin = resolve))
  test.concurrent('in one that runs', async () => {
    await begun
    void crash(common, 5)
    await forEver()
  })
  test.concurrent('in another one that runs', async () => {
    begin()
    await forEver()
  })
})

describe('a crash of a dependency', () => {
  const db = useProcess('db')
  const web = useProcess('site')
  test('fails the test of what depends on it', async () => {
    void crash(db, 6)
    await ask(web.url)
    await forEver()
  })
})

describe('a stop', () => {
  const script = 'trap "echo cannot save; exit 3" TERM; echo ready; sleep 1000 & wait'
  const options = { name: 'api', banner: 'ready', scope: 'test', expectedExitCode: 0 }
  useProcess(outputExecutor(shell(script), options))
  test('that ends with a status nobody expects', () => undefined)
})

describe('a test that fails by itself', () => {
  const logs = node('logs.mjs', '{port}', '{name}')
  const api = useProcess(httpExecutor(logs, { name: 'api', scope: 'test' }))
  test('shows what its processes printed', async () => {
    await ask(api.url, '/orders')
    expect('actual').toBe('expected')
  })
})
