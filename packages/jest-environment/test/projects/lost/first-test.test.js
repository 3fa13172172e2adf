const { killSupervisor } = require('../kill')
const { useOne } = require('./use')

const api = useOne()

test('kills the supervisor', () => killSupervisor(api.pid))
