import { jest } from '@jest/globals'
import { tcpExecutor, useProcess } from '@mirakuru/jest-environment'
import notes from '../../note.js'

const own = useProcess(tcpExecutor(['node', notes.program('serves.mjs'), '{port}', 'own']))
await Promise.all([own.start(), own.start()])
const { port } = own

test('was started at the top of the file', async () => {
  expect(own.port).toBe(port)
  expect(await notes.ask(`http://127.0.0.1:${port}`)).toBe(String(own.pid))
  expect(jest).toBeDefined()
})
