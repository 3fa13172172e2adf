const { tcpExecutor, useProcess } = require('@mirakuru/jest-environment')
const { program } = require('../../note')

const own = useProcess(tcpExecutor(['node', program('serves.mjs'), '{port}']))
globalThis.port = own.port

test('never runs', () => undefined)
