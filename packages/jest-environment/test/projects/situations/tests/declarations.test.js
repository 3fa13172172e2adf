const { httpExecutor, useProcess } = require('@mirakuru/jest-environment')
const { fails, serves } = require('../fails')

const declares = (title, declaration) => fails('a declaration', title, declaration)

declares(
  'with a misspelt value of another process',
  httpExecutor(serves, { name: 'api', env: { DB: '{db.prot}' } }),
)
declares(
  'that refers to a process that there is not',
  httpExecutor(serves, { name: 'api', env: { DB: '{dbb.port}' } }),
)
declares(
  'with a scope that outlives what it depends on',
  httpExecutor(serves, { name: 'api', scope: 'run', env: { DB: '{db.port}' } }),
)
declares('that is none', { port: 3000 })
declares('that is nothing at all', undefined)

fails('useProcess()', 'with an unknown name', 'wep')

describe('useProcess()', () => {
  test('in the body of a test', () => {
    useProcess(httpExecutor(serves, { name: 'api' }))
  })
})

describe('a handle', () => {
  const handle = useProcess(httpExecutor(serves, { name: 'late', scope: 'test' }))
  beforeAll(() => {
    expect(handle.port).toBeGreaterThan(0)
  })
  test('that is read before its process is started', () => undefined)
})

describe('test.concurrent', () => {
  const own = useProcess(httpExecutor(serves, { name: 'own', scope: 'test' }))
  test.concurrent('with a process of its own', async () => {
    expect(own.port).toBeGreaterThan(0)
  })
})
