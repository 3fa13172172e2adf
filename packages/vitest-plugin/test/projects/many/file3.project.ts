import { httpExecutor, useProcess } from '@mirakuru/vitest-plugin'
import { expect, test } from 'vitest'
import { program } from '../note.js'

const server = useProcess(
  httpExecutor(['node', program('serves.mjs'), '{port}', '{name}'], {
    name: 'shared',
    scope: 'run',
  }),
)

test('file 3', () => expect(server.pid).toBe(process.env['FAIL'] === undefined ? server.pid : 0))
