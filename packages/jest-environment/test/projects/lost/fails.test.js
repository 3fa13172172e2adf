const { killSupervisor } = require('../kill')
const { useOne } = require('./use')

const api = useOne()

test.failing('is expected to fail', async () => {
  await killSupervisor(api.pid)
  throw new Error('as expected')
})
