import { httpExecutor } from '@mirakuru/vitest-plugin'
import { test as base } from 'vitest'
import { killSupervisor } from '../kill.js'
import { program, scope } from '../note.js'

const test = base.extend({
  api: httpExecutor(['node', program('serves.mjs'), '{port}'], { scope, onCrash: 'ignore' }),
})

test('kills the supervisor', ({ api }) => killSupervisor(api.pid))
test('needs nothing', () => undefined)
