import { httpExecutor, useProcess } from '@mirakuru/vitest-plugin'
import { afterAll, test } from 'vitest'
import { killSupervisor } from '../kill.js'
import { program, scope } from '../note.js'

const api = useProcess(httpExecutor(['node', program('serves.mjs'), '{port}'], { scope }))

test('uses it', () => void api.pid)
afterAll(() => killSupervisor(api.pid))
