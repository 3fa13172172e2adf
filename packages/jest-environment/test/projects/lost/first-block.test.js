const { killSupervisor } = require('../kill')
const { useOne } = require('./use')

const isOfFile = process.env.SCOPE === 'file'
let pid

describe('a block that has a process', () => {
  const api = useOne()
  test('uses it', () => {
    pid = api.pid
  })
  afterAll(() => (isOfFile ? killSupervisor(pid) : undefined))
})

describe('a block that has none', () => {
  test('does not need it', () => (isOfFile ? undefined : killSupervisor(pid)))
})
