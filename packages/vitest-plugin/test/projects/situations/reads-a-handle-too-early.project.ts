import { tcpExecutor, useProcess } from '@mirakuru/vitest-plugin'
import { test } from 'vitest'
import { program } from '../note.js'

const api = useProcess(tcpExecutor(['node', program('serves.mjs'), '{port}'], { name: 'api' }))
const address = `127.0.0.1:${api.port}`

test('is not collected', () => {
  throw new Error(`${address} is known after all`)
})
