import { test } from 'vitest'
import { tcpExecutor, useProcess } from '@mirakuru/vitest-plugin'

const own = useProcess(tcpExecutor(['node', '-e', 'process.exit(7)', '{port}'], { name: 'own' }))
await own.start()

test('never runs', () => undefined)
