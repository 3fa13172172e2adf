const {
  httpExecutor,
  simpleExecutor,
  tcpExecutor,
  useProcess,
} = require('@mirakuru/jest-environment')
const { ask, program } = require('../note')

const never = ['sh', program('never-listens.sh'), process.env.NOTES]

describe('a block', () => {
  const late = useProcess(tcpExecutor(never, { name: 'late', startTimeout: 2_000 }))

  beforeAll(() => void late.port)

  test('one of a failed block', () => {
    throw new Error('never reached')
  })
  test('two of a failed block', () => {
    throw new Error('never reached')
  })
  test.skip('skipped of a failed block', () => undefined)
})

describe('tests', () => {
  let tests = 0
  const late = useProcess(tcpExecutor(never, { name: 'late', startTimeout: 300, scope: 'test' }))

  beforeEach(() => {
    tests++
  })

  test('failed test', () => void late.port)
  test('no hook ran', () => {
    throw new Error(`never reached ${tests}`)
  })
})

describe('unknown', () => {
  useProcess('ap')
  test('unknown name', () => undefined)
})

describe('missing', () => {
  useProcess(simpleExecutor('no-such-program-anywhere'))
  test('missing program', () => undefined)
})

describe('nothing', () => {
  useProcess(undefined)
  test('no declaration', () => undefined)
})

describe('concurrent', () => {
  useProcess(simpleExecutor('sleep 1000', { scope: 'test', name: 'each' }))
  test.concurrent('concurrent test', async () => undefined)
})

describe('good', () => {
  const api = useProcess('api')
  const own = useProcess(httpExecutor(['node', program('serves.mjs'), '{port}']))
  test('next test', async () => {
    expect(await ask(api.url)).toBe(String(api.pid))
  })
  test.concurrent('concurrent with a process of the block', async () => {
    expect(await ask(own.url)).toBe(String(own.pid))
  })
})

test('too late', () => {
  useProcess('api')
})
