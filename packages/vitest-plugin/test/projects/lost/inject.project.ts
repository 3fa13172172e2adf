import { inject, test } from 'vitest'
import { killSupervisor } from '../kill.js'

let attempts = 0

test('kills the supervisor', { retry: 1 }, async () => {
  if (++attempts > 1) return
  await killSupervisor(inject('mirakuru')['api']?.pid)
  throw new Error('flaky')
})
test('needs nothing', () => undefined)
