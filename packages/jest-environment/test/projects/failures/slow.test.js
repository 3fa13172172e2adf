const { httpExecutor, useProcess } = require('@mirakuru/jest-environment')
const { ask, program } = require('../note')

jest.setTimeout(1000)

const command = ['node', program('listens-late.mjs'), '{port}', '1300']
const ofFile = useProcess(httpExecutor(command))
const ofTest = useProcess(httpExecutor(command, { scope: 'test' }))

test('starts that take longer than a test may', async () => {
  expect(await ask(ofFile.url)).toBe(String(ofFile.pid))
  expect(await ask(ofTest.url)).toBe(String(ofTest.pid))
})
