const { killSupervisor } = require('../kill')
const { useOne } = require('./use')

jest.retryTimes(1)
const api = useOne()
let attempts = 0

test('is retried', async () => {
  if (++attempts > 1) return
  await killSupervisor(api.pid)
  throw new Error('flaky')
})
