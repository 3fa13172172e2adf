const { killSupervisor } = require('../kill')
const { useOne } = require('./use')

const api = useOne()

test('uses it', () => void api.pid)
afterAll(() => killSupervisor(api.pid))
